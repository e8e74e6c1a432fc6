import { dirname } from 'node:path';
import type { Rule } from '../rules/rule';
import type { StackTemplate } from './template';

/** Stacks that are judged together, and what they are for. */
export interface TargetStacks {
  /** The stage's directory or path, or account and region where there is no stage. */
  readonly name: string;
  readonly kind: 'target' | 'pipeline';
  readonly stacks: readonly StackTemplate[];
}

/**
 * Puts stacks together: those of a stage, which has a directory of its own, and else those of an account and region. Where
 * the outermost stacks have a pipeline they are the pipeline's, with its helpers in other regions.
 */
export const targetsIn = (stacks: readonly StackTemplate[], root: string): readonly TargetStacks[] => {
  const groups = new Map<string, StackTemplate[]>();
  for (const stack of stacks) {
    const key = isOutermost(stack, root) ? `${stack.account}/${stack.region}` : dirname(stack.templateFile);
    groups.set(key, [...(groups.get(key) ?? []), stack]);
  }
  const outermost = stacks.filter((stack) => isOutermost(stack, root));
  const hasPipeline = outermost.some(({ template }) =>
    Object.values(template.Resources ?? {}).some(({ Type: type }) => type === 'AWS::CodePipeline::Pipeline'),
  );
  return [...groups].map(([name, together]) => ({
    name,
    kind: hasPipeline && together.some((stack) => isOutermost(stack, root)) ? 'pipeline' : 'target',
    stacks: together,
  }));
};

const isOutermost = ({ templateFile }: StackTemplate, root: string): boolean => dirname(templateFile) === root;

/** Whether a rule is asked of these stacks. */
export const isApplied = ({ appliesTo }: Rule, { kind }: TargetStacks): boolean =>
  appliesTo === 'any' || appliesTo === kind;
