import { findPipelineStack } from '../../lib/rehearsal/assembly/pipeline-stack';
import { assemblyStacks } from '../../lib/rehearsal/assembly/read-assembly';
import { headOf, shared } from '../../lib/rehearsal/rehearsable/limit';
import { notRehearsable } from '../../lib/rehearsal/rehearsable/rehearsable';

/**
 * In a line whether a synthesized app can be rehearsed.
 *
 * @param assembly its cloud assembly
 * @param directory of the app's files
 */
export const rehearsableLine = async (assembly: string, directory: string): Promise<string> => {
  const stacks = assemblyStacks(assembly);
  const limits = shared(await notRehearsable({ stacks, pipeline: findPipelineStack(stacks), directory, isOurs: true }));
  if (limits.length === 0) return 'rehearsal: all of it can be rehearsed';
  return `rehearsal: ${headOf(limits)}: bin/delivery rehearse names ${limits.length === 1 ? 'it' : 'them'}`;
};
