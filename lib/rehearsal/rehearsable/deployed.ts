import { basename, dirname } from 'node:path';
import type { PipelineStack } from '../assembly/pipeline-stack';
import type { AssemblyStack } from '../assembly/read-assembly';
import { stackTemplates } from './templates';

/**
 * The stacks of an app that a rehearsal deploys: the pipeline's, those of stages, those at the top that the pipeline's template names
 * (in the path of an action or the command of a build), and whatever these depend on. Without a pipeline that is known: all.
 *
 * @param root directory of the app's files
 */
export const rehearsedStacks = (
  stacks: readonly AssemblyStack[],
  pipeline: PipelineStack | undefined,
  root: string,
): readonly AssemblyStack[] => {
  if (pipeline === undefined) return stacks;
  const text = JSON.stringify(stackTemplates(pipeline, root).map(({ template }) => template));
  const deployed = new Set<AssemblyStack>();
  const take = (stack: AssemblyStack): void => {
    if (deployed.has(stack)) return;
    deployed.add(stack);
    const { templateFile, dependsOn } = stack;
    stacks
      .filter((other) => dirname(other.templateFile) === dirname(templateFile) && dependsOn.includes(other.id))
      .forEach(take);
  };
  const isPipelines = ({ templateFile }: AssemblyStack): boolean => templateFile === pipeline.templateFile;
  stacks.filter((stack) => !stack.topLevel || isPipelines(stack) || isNamed(stack, text)).forEach(take);
  return stacks.filter((stack) => deployed.has(stack));
};

/** By what an action or a command calls it, as a word of its own. */
const isNamed = ({ id, stackName, templateFile }: AssemblyStack, text: string): boolean =>
  [id, stackName, basename(templateFile)].some((name) =>
    text.split(name).some((before, index, parts) => {
      const after = parts[index + 1];
      return after !== undefined && !/[\w-]$/.test(before) && !/^[\w-]/.test(after);
    }),
  );
