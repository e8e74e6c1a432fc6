import { readFileSync } from 'node:fs';
import { parseConfig, promisedRelease, promisedTargets } from '../../../lib/config';
import { readAssembly } from '../../../lib/gate/assembly/read-assembly';
import {
  type StackTemplate,
  type TargetStacks,
  type Template,
  targetsIn,
  withPromises,
} from '../../../lib/gate/templates/template';
import { TargetStage } from '../../../lib/stages/target-stage';
import config from '../../_fixtures/delivery-config';
import { changed, withRecipes } from '../../_helpers/changed-sources';
import type * as App from '../mutants/constructs/app';
import { devAndProd } from './dev-and-prod';
import { appIn, inDirectory } from './judge';

const APP = 'test/gate/mutants/constructs/app.ts';

/**
 * The final templates of the whole delivery, as the gate groups them: pipeline, dev, and prod in another region; both with what a
 * developer may add.
 */
export const templatesOfDelivery = async (): Promise<readonly TargetStacks[]> => {
  const { synthesize } = await changed<typeof App>(APP, withRecipes());
  const delivery = parseConfig(devAndProd);
  return inDirectory((outdir) => {
    synthesize(outdir);
    const { root, stacks } = readAssembly(outdir);
    return targetsIn(withPromises(stacks, promisedTargets(delivery), promisedRelease(delivery)), root);
  });
};

/** The final templates of this repository's dev target. */
export const templatesOfDev = (): readonly StackTemplate[] =>
  inDirectory((outdir) => {
    const app = appIn(outdir);
    const delivery = parseConfig(config);
    const [dev] = delivery.environments;
    const [target] = dev?.targets ?? [];
    if (dev === undefined || target === undefined) throw new Error('the fixture has no environment');
    new TargetStage(app, dev.name, delivery, dev, target);
    return app.synth().stacksRecursively.map((stack) => ({
      path: stack.hierarchicalId,
      templateFile: stack.templateFullPath,
      account: stack.environment.account,
      region: stack.environment.region,
      template: JSON.parse(readFileSync(stack.templateFullPath, 'utf8')) as Template,
    }));
  });
