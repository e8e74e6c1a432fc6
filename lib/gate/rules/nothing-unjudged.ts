import { type Allowed, KnownTypes } from './closed-world/known';
import { NOTHING_UNJUDGED } from './closed-world/state';
import { unjudgedInResource, unjudgedInSections } from './closed-world/unjudged';
import type { Rule } from './rule';

/** ZT-00: what no rule asks about is not there, or somebody has said why nothing can come of it; the register may allow more. */
export const nothingUnjudgedBut = (allowed: readonly Allowed[]): Rule => {
  const types = new KnownTypes(allowed);
  return {
    id: NOTHING_UNJUDGED,
    requires:
      'Every type, property and kind of value in a template is judged by a rule, known to be harmless, or allowed by somebody who answers for it; all others are not there.',
    why: 'A way out that nobody has thought of is one that no rule looks for.',
    fix: 'Leave it out, write the rule that judges it and its row in lib/gate/rules/closed-world/, or allow it in acknowledgements.yaml with a reason and an owner.',
    source:
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html',
    hipaa: ['164.308(a)(1)(ii)(A)', '164.308(a)(8)'],
    appliesTo: 'any',
    check: (target) => [
      ...target.each(target.resources, (resource) => unjudgedInResource(resource, target, types)),
      ...target.stacks.flatMap((stack) =>
        unjudgedInSections(stack, target).map(([section, because]) => ({ stack, logicalId: `(${section})`, because })),
      ),
    ],
  };
};

/** The same with nothing allowed. */
export const nothingUnjudged = nothingUnjudgedBut([]);
