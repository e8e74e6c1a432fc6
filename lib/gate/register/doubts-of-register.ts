import type { GateFinding } from '../../contract/gate-report';
import { isObject, listAt } from '../../ground/json';
import { ruleOf } from './acknowledgement';
import type { Applied } from './resolve-register';
import { said } from './review-register';

/** A finding on a resource, accepted or not. */
export type Found = Pick<GateFinding, 'finding' | 'resource'>;

/** What tells one finding on a resource from another. */
export const keyOf = ({ finding, resource }: Found): string => `${finding} ${resource}`;

/** Acknowledgements that match nothing, that cover more than they say, or that name a rule where findings have ids of their own. */
export const doubtsOfRegister = (applied: readonly Applied[], found: readonly Found[]): readonly string[] => {
  const keys = new Set(found.map(keyOf));
  return [...byPattern(applied).values()].flatMap((together) => {
    const [first] = together;
    const unmatched = together.filter((each) => !keys.has(keyOf(each)));
    if (unmatched.length === 0) return [];
    if (unmatched.length < together.length) {
      const where = unmatched.map(({ resource }) => resource).join(', ');
      const what = `it covers more than it says, ${first.pattern} stands for ${where} too, which has no such finding: name the resources one by one`;
      return [said(first.at, first.finding, what)];
    }
    return unmatched.map((each) => said(each.at, each.finding, whyUnmatched(each, found)));
  });
};

const whyUnmatched = ({ finding, resource }: Applied, found: readonly Found[]): string => {
  const own = found.filter(
    (each) => each.resource === resource && each.finding !== finding && ruleOf(each.finding) === finding,
  );
  if (own.length === 0) return `it matches nothing any more on ${resource}: remove it`;
  const ids = [...new Set(own.map((each) => each.finding))].join(', ');
  return `it is a bare rule id, its evidence would be lost: name the finding on ${resource} in full, ${ids}`;
};

/** Findings below a resource that an acknowledgement of the resource accepts without naming them. */
export const coveredBelow = (
  applied: readonly Applied[],
  acknowledged: readonly Found[],
): readonly (Found & { readonly by: Applied })[] => {
  const keys = new Set(applied.map(keyOf));
  return acknowledged
    .filter((each) => !keys.has(keyOf(each)))
    .flatMap((each) => {
      const by = applied.find(
        ({ finding, resource }) => finding === each.finding && each.resource.startsWith(`${resource}/`),
      );
      return by === undefined ? [] : [{ ...each, by }];
    });
};

/** The same as sentences. */
export const coversBelow = (applied: readonly Applied[], acknowledged: readonly Found[]): readonly string[] =>
  coveredBelow(applied, acknowledged).map(({ finding, resource, by }) =>
    said(
      by.at,
      finding,
      `it covers more than it says, the finding is on ${resource} below ${by.resource} too: make the one no child of the other`,
    ),
  );

/** Acknowledged wildcards under which a policy allows something else than what was accepted; `policyOf` finds it by its resource. */
export const otherActions = (applied: readonly Applied[], policyOf: (path: string) => unknown): readonly string[] =>
  applied.flatMap(({ actions, at, finding, resource }) => {
    if (actions === undefined) return [];
    const accepted = new Set(actions.map((action) => action.toLowerCase()));
    const granted = grantedEverywhere(policyOf(resource));
    const more = granted.filter((action) => !accepted.has(action));
    const gone = [...accepted].filter((action) => !granted.includes(action));
    return [
      ...(more.length === 0
        ? []
        : [
            said(
              at,
              finding,
              `it covers more than it says, ${resource} allows ${more.join(', ')} on every resource too`,
            ),
          ]),
      ...(gone.length === 0
        ? []
        : [
            said(
              at,
              finding,
              `it matches nothing any more in ${gone.join(', ')}, which ${resource} allows no longer: remove it`,
            ),
          ]),
    ];
  });

type Together = [Applied, ...Applied[]];

/** What one pattern of one acknowledgement stands for in one stack. */
const byPattern = (applied: readonly Applied[]): ReadonlyMap<string, Together> => {
  const groups = new Map<string, Together>();
  for (const each of applied) {
    const key = [each.finding, each.stack, each.pattern].join(' ');
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return groups;
};

/**
 * The actions that statements anywhere in a value allow on `*`, in lower case, sorted. The finding's id does not tell them: an
 * acknowledgement of it would go on accepting whatever else is allowed there later.
 */
export const grantedEverywhere = (value: unknown): readonly string[] => [...new Set(granted(value))].toSorted();

const granted = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(granted);
  if (!isObject(value)) return [];
  if (value['Effect'] === 'Allow' && listAt(value['Resource']).includes('*')) {
    // NotAction allows all but what it lists
    return value['Action'] === undefined
      ? ['*']
      : listAt(value['Action']).map((action) => String(action).toLowerCase());
  }
  return Object.values(value).flatMap(granted);
};
