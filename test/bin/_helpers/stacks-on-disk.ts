import { readAssembly } from '../../../lib/gate/assembly/read-assembly';
import { type StackTemplate, targetsIn } from '../../../lib/gate/templates/template';
import type { Place } from '../../gate/mutants/mutant';

/** The stacks of one target, or of the pipeline, in an assembly directory. */
export const stacksOn = (directory: string, place: Place): readonly StackTemplate[] => {
  const { root, stacks } = readAssembly(directory);
  return targetsIn(stacks, root)
    .filter(({ kind, name }) => (place === 'pipeline' ? kind === 'pipeline' : name.endsWith(`-${place}`)))
    .flatMap((target) => target.stacks);
};
