import { App } from 'aws-cdk-lib';
import { type DeliveryConfigInput, parseConfig } from '../../../lib/config';
import { APP_CONTEXT } from '../../../lib/pipeline';
import { TargetStage } from '../../../lib/stages/target-stage';
import { WITHOUT_TRACES } from '../../_helpers/without-traces';

/** Synthesizes the first target of each named environment into one directory; its stacks are `<environment>/Data` and so on. */
export const assemble = (outdir: string, config: DeliveryConfigInput, environments: readonly string[]): void => {
  const delivery = parseConfig(config);
  const app = new App({
    outdir,
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
    postCliContext: { ...APP_CONTEXT, ...WITHOUT_TRACES },
  });
  for (const name of environments) {
    const environment = delivery.environments.find((each) => each.name === name);
    const target = environment?.targets[0];
    if (environment === undefined || target === undefined) throw new Error(`the configuration has no ${name}`);
    new TargetStage(app, name, delivery, environment, target);
  }
  app.synth();
};
