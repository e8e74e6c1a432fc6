import { readFileSync } from 'node:fs';
import { evidenceRetention, parseConfig, promisedTargets } from '../../../lib/config';
import { readAssembly } from '../../../lib/gate/assembly/read-assembly';
import {
  type StackTemplate,
  type TargetStacks,
  type Template,
  targetsIn,
  withPromises,
} from '../../../lib/gate/templates/template';
import { buildDelivery } from '../../../lib/pipeline';
import { TargetStage } from '../../../lib/stages/target-stage';
import config from '../../_fixtures/delivery-config';
import { devAndProd } from './dev-and-prod';
import { appIn, inDirectory } from './judge';

/** The final templates of the whole delivery, as the gate groups them: pipeline, dev, and prod in another region. */
export const templatesOfDelivery = (): readonly TargetStacks[] =>
  inDirectory((outdir) => {
    const app = appIn(outdir);
    const delivery = parseConfig(devAndProd);
    buildDelivery(app, delivery);
    app.synth();
    const { root, stacks } = readAssembly(outdir);
    return targetsIn(withPromises(stacks, promisedTargets(delivery), evidenceRetention(delivery)), root);
  });

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
