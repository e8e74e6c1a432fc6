import { App } from 'aws-cdk-lib';
import { parseConfig } from '../../../../lib/config';
import { APP_CONTEXT, buildDelivery } from '../../../../lib/pipeline';
import { WITHOUT_TRACES } from '../../../_helpers/without-traces';
import { devAndProd } from '../../_helpers/dev-and-prod';

/** Synthesizes pipeline and targets into a directory, without packs and without the library's own validation. */
export const synthesize = (outdir: string): void => {
  const app = new App({
    outdir,
    analyticsReporting: false,
    autoSynth: false,
    builtinCloudFormationValidation: false,
    postCliContext: { ...APP_CONTEXT, ...WITHOUT_TRACES },
  });
  buildDelivery(app, parseConfig(devAndProd), [{ day: '2027-03-02', text: 'In 90 days: a decision ends.' }]);
  app.synth();
};
