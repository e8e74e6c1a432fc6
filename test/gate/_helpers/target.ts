import { readFileSync } from 'node:fs';
import config from '../../../delivery.config';
import { parseConfig } from '../../../lib/config';
import type { StackTemplate, Template } from '../../../lib/gate/template';
import { TargetStage } from '../../../lib/stages/target-stage';
import { appIn, inDirectory } from './judge';

/** The final templates of this repository's dev target. */
export const templatesOfDev = (): readonly StackTemplate[] =>
  inDirectory((outdir) => {
    const app = appIn(outdir);
    const delivery = parseConfig(config);
    const [dev] = delivery.environments;
    const [target] = dev?.targets ?? [];
    if (dev === undefined || target === undefined) throw new Error('delivery.config.ts has no environment');
    new TargetStage(app, dev.name, delivery, dev, target);
    return app.synth().stacksRecursively.map((stack) => ({
      path: stack.hierarchicalId,
      templateFile: stack.templateFullPath,
      account: stack.environment.account,
      region: stack.environment.region,
      template: JSON.parse(readFileSync(stack.templateFullPath, 'utf8')) as Template,
    }));
  });
