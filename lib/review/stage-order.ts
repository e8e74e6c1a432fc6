import { listAt, objectAt } from '../ground/json';
import { propertiesOf, type ReviewedStack, resourcesOf, typeOf } from './template';

/**
 * The environments of a release, those first that the pipeline reaches last: what happens there cannot be tried elsewhere any
 * more. The pipeline's template says it; without one nothing does.
 */
export const lastFirst = (stacks: readonly ReviewedStack[]): readonly string[] => {
  const environments = new Set(stacks.flatMap(({ environment }) => environment ?? []));
  return stacks
    .flatMap(({ template = {} }) => Object.values(resourcesOf(template)))
    .filter((resource) => typeOf(resource) === 'AWS::CodePipeline::Pipeline')
    .flatMap((pipeline) => listAt(propertiesOf(pipeline)['Stages']).map((stage) => String(objectAt(stage)['Name'])))
    .filter((name) => environments.has(name))
    .toReversed();
};
