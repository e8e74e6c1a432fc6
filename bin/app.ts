import { App } from 'aws-cdk-lib';
import { FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT } from 'aws-cdk-lib/cx-api';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import config from '../delivery.config';
import { parseConfig } from '../lib/config';
import { UserError } from '../lib/contract/user-error';
import { installGate, printed } from '../lib/gate';
import { buildDelivery } from '../lib/pipeline';

process.exitCode = 1; // until the gate has said yes
try {
  const app = new App({
    analyticsReporting: false,
    postCliContext: {
      ...featureFlags,
      'aws:cdk:enable-path-metadata': true,
      'aws:cdk:enable-asset-metadata': true,
      [FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT]: false, // the gate reports and fails
    },
  });
  buildDelivery(app, parseConfig(config));
  const gate = installGate(app);
  const verdict = gate.judge(app.synth());
  console.error(printed(verdict));
  if (verdict.findings.length + verdict.objections.length === 0) process.exitCode = 0;
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
