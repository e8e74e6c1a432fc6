import { NOTHING_UNJUDGED } from './closed-world/state';
import { unjudgedInResource, unjudgedInSections } from './closed-world/unjudged';
import type { Rule } from './rule';

/** ZT-00: what no rule asks about is not there, or somebody has said why nothing can come of it. */
export const nothingUnjudged: Rule = {
  id: NOTHING_UNJUDGED,
  requires:
    'Every type, property and kind of value in a template is judged by a rule, or known to be harmless; all others are not there.',
  why: 'A way out that nobody has thought of is one that no rule looks for.',
  fix: 'Leave it out, or write the rule that judges it and its row in lib/gate/rules/closed-world/.',
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html',
  hipaa: ['164.308(a)(1)(ii)(A)', '164.308(a)(8)'],
  appliesTo: 'any',
  check: (target) => [
    ...target.each(target.resources, unjudgedInResource),
    ...target.stacks.flatMap((stack) =>
      unjudgedInSections(stack, target).map(([section, because]) => ({ stack, logicalId: `(${section})`, because })),
    ),
  ],
};
