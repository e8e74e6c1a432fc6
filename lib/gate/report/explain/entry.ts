import { stringify } from 'yaml';
import type { JsonObject } from '../../../ground/json';
import { isOnEverything } from '../../register/acknowledgement';
import type { Found } from '../../register/doubts-of-register';
import type { NamedStack } from '../../register/resolve-register';

/** What was found in an assembly, and in which stacks. */
export interface Seen {
  readonly found: readonly Found[];
  readonly stacks: readonly NamedStack[];
}

/** An entry for acknowledgements.yaml: what is found is filled in, what a person has to decide is in angle brackets. */
export const entryFor = (finding: string, { found, stacks }: Seen): string => {
  const resources = new Map<string, Set<string>>();
  for (const { resource: path } of found.filter((each) => each.finding === finding)) {
    const stack = stackOf(path, stacks);
    if (stack === undefined) continue;
    const id = `${stack.path.split('/').at(-1)} ${generalized(finding, stack)}`;
    resources.set(id, (resources.get(id) ?? new Set()).add(path.slice(stack.path.length + 1)));
  }
  const actions = isOnEverything(finding) ? { actions: ['<exactly what may be done on every resource>'] } : {};
  const accepts = [...resources].map(([id, paths]) => {
    const cut = id.indexOf(' ');
    return { finding: id.slice(cut + 1), ...actions, stack: id.slice(0, cut), resources: [...paths] };
  });
  const nothing = {
    finding,
    ...actions,
    stack: "<the stack's id>",
    resources: ['<path of the resource below the stack>'],
  };
  return withTerms({ accepts: accepts.length === 0 ? [nothing] : accepts });
};

/** An entry for a type or properties that no rule judges. */
export const allowanceEntry = (): string =>
  withTerms({ allows: [{ type: '<type of CloudFormation>', properties: ['<path of a property, with dots>'] }] });

const withTerms = (entries: JsonObject): string =>
  stringify(
    {
      '<cause-in-a-few-words>': {
        reason: '<why this is right here and cannot be removed, in a sentence that a reviewer can disagree with>',
        owner: '<the team or person that answers for it>',
        expires: '<the last day it counts, YYYY-MM-DD, at most two years away>',
        ticket: '<where it was decided: a path of this repository, a URL or an id>',
        ...entries,
      },
    },
    { lineWidth: 0, blockQuote: false },
  );

/** The stack that a resource is in: the one with the longest path. */
export const stackOf = (path: string, stacks: readonly NamedStack[]): NamedStack | undefined =>
  stacks
    .filter((stack) => path.startsWith(`${stack.path}/`))
    .toSorted((one, other) => other.path.length - one.path.length)[0];

/** The finding as it is in every target. */
const generalized = (finding: string, { place: { account, region } }: NamedStack): string =>
  finding.replaceAll(account, '{account}').replaceAll(region, '{region}');
