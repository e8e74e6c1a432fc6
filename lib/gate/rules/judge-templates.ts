import { messageOf } from '../../ground/message-of';
import { isApplied, type TargetStacks } from '../templates/targets';
import { RULES } from '.';
import type { Finding, Rule } from './rule';

/** A finding, and the rule that made it. */
export interface RuleFinding extends Finding {
  readonly rule: Rule;
}

/** Asks every rule of every target it applies to. A rule that throws has found something: that it cannot look. */
export const judgeTemplates = (
  targets: readonly TargetStacks[],
  rules: readonly Rule[] = RULES,
): readonly RuleFinding[] =>
  targets.flatMap((target) => rules.filter((rule) => isApplied(rule, target)).flatMap((rule) => judged(rule, target)));

const judged = (rule: Rule, { stacks }: TargetStacks): readonly RuleFinding[] => {
  try {
    return rule.check(stacks).map((finding) => ({ ...finding, rule }));
  } catch (error) {
    const because = `the rule could not look: ${messageOf(error)}`;
    return stacks.map((stack) => ({ stack, logicalId: '(the whole stack)', because, rule }));
  }
};
