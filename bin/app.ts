import { resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT } from 'aws-cdk-lib/cx-api';
import { loadConfig } from '../lib/config';
import { UserError } from '../lib/contract/user-error';
import { installGate, printed, writeReports } from '../lib/gate';
import { APP_CONTEXT, buildDelivery } from '../lib/pipeline';

/** Exit code: 0 where the gate says yes, 1 where it says no. */
const main = async (): Promise<number> => {
  const config = await loadConfig(resolve('delivery.config.ts'));
  const app = new App({
    analyticsReporting: false,
    autoSynth: false, // an app that did not come into being is not synthesized at exit
    postCliContext: { ...APP_CONTEXT, [FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT]: false }, // the gate reports and fails
  });
  buildDelivery(app, config);
  const about = {
    application: config.application,
    root: process.cwd(),
    targets: config.environments.flatMap(({ name, targets }) =>
      targets.map(({ account, region }) => ({ environment: name, account, region })),
    ),
    doubts: switchedOff(process.env['CDK_VALIDATION']),
  };
  const { verdict, report } = installGate(app, 'acknowledgements.yaml', about).examine(app.synth());
  writeReports(report, app.outdir);
  console.error(printed(verdict));
  return verdict.findings.length + verdict.objections.length === 0 ? 0 : 1;
};

/** The packs run all the same, but whoever wants no validation must not get a yes. */
const switchedOff = (validation: string | undefined): readonly string[] =>
  validation === 'false' ? ['CDK_VALIDATION=false asks for templates that nobody has validated: unset it'] : [];

/** One readable cause; where it comes from only on request. */
const explain = (error: unknown): number => {
  if (error instanceof UserError) {
    console.error(error.message);
    return 2;
  }
  if (process.env['DEBUG']) console.error(error);
  else console.error(`synthesis failed: ${error instanceof Error ? error.message : error} (set DEBUG=1 for the stack)`);
  return 1;
};

process.exitCode = 1; // until the gate has said yes
main()
  .catch(explain)
  .then((code) => {
    process.exitCode = code;
  });
