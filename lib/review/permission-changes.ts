import type { AccessChange } from '../contract/review';
import { type JsonObject, objectAt } from '../ground/json';
import { outsiders, sentenceOf } from '../policy';
import type { ResourcePair } from './compare-resource';
import { type Grant, grantKey, grantsOf, rolesOf } from './grants';
import { shortList } from './in-short';
import { likeness, type StatementChange, statementChange, statementInShort } from './statement-change';
import { typeOf } from './template';

/** A policy that speaks about other resources: they may outlive it. */
const SPEAKS_OF_OTHERS = /(Polic(y|ies)|Permission|Attachment)$/;

/** What one resource permits otherwise than before. A change that cannot be understood is one. */
export const permissionChanges = ({ logicalId, before, after }: ResourcePair): readonly AccessChange[] => {
  const of = { logicalId, type: typeOf(after ?? before) };
  // What a resource itself denied or allowed has gone with it.
  if (after === undefined && !SPEAKS_OF_OTHERS.test(of.type)) return [];
  const stays = before !== undefined && after !== undefined;
  const all = (resource: unknown) => [...grantsOf(resource), ...(stays ? rolesOf(resource) : [])];
  const [was, is] = [all(before), before === undefined ? withoutHolders(all(after)) : all(after)];
  const places = [...new Set([...was, ...is].map(placeOf))];
  return places.flatMap((place) => {
    const at = (grants: readonly Grant[]) => grants.filter((grant) => placeOf(grant) === place);
    const [left, right] = withoutCommon(at(was), at(is));
    return pairs(left, right).map(({ before: had, after: has }) => ({
      ...of,
      at: place,
      ...judge(had, has),
      ...(had && { before: had.value }),
      ...(has && { after: has.value }),
    }));
  });
};

/** Each statement of a new policy is told with whom it lets do something: that he is given the policy says less. */
const withoutHolders = (grants: readonly Grant[]): readonly Grant[] =>
  grants.some(({ kind }) => kind === 'statement')
    ? grants.filter(({ at }) => !/^(Roles|Users|Groups)$/.test(at))
    : grants;

/** Places in lists are not told apart: an entry may move. */
const placeOf = ({ at }: Grant): string => at.replaceAll(/\[\d+\]/g, '');

const withoutCommon = (was: readonly Grant[], is: readonly Grant[]): readonly [readonly Grant[], readonly Grant[]] => {
  const minus = (from: readonly Grant[], other: readonly Grant[]) => {
    const keys = new Set(other.map(grantKey));
    return from.filter((grant) => !keys.has(grantKey(grant)));
  };
  return [minus(was, is), minus(is, was)];
};

type Pair = { readonly before?: Grant; readonly after?: Grant };

/** Statements that are most alike belong together; what is left has gone or come. */
const pairs = (was: readonly Grant[], is: readonly Grant[]): readonly Pair[] => {
  const candidates = was
    .flatMap((before) => is.map((after) => ({ before, after, alike: alike(before, after) })))
    .filter(({ alike: score }) => score > 0)
    .toSorted((one, other) => other.alike - one.alike);
  const taken = new Set<Grant>();
  const matched = candidates.flatMap(({ before, after }) => {
    if (taken.has(before) || taken.has(after)) return [];
    taken.add(before).add(after);
    return [{ before, after }];
  });
  return [
    ...matched,
    ...is.filter((grant) => !taken.has(grant)).map((after) => ({ after })),
    ...was.filter((grant) => !taken.has(grant)).map((before) => ({ before })),
  ];
};

const alike = (before: Grant, after: Grant): number => {
  if (before.kind !== after.kind || before.kind === 'attachment') return 0;
  return before.kind === 'statement' ? likeness(objectAt(before.value), objectAt(after.value)) : 1;
};

const judge = (before: Grant | undefined, after: Grant | undefined): StatementChange => {
  const { kind } = (after ?? before) as Grant;
  switch (kind) {
    case 'unreadable':
      return { direction: 'unknown', because: 'a policy that cannot be read in a template is another one now' };
    case 'boundary':
      if (before === undefined) return { direction: 'narrower', because: 'a boundary now limits what it may do' };
      return after === undefined
        ? { direction: 'broader', because: 'no boundary limits any more what it may do' }
        : { direction: 'different', because: 'another boundary limits what it may do' };
    case 'role':
      return after === undefined
        ? { direction: 'narrower', because: 'no role says any more as whom it acts' }
        : {
            direction: 'different',
            because: `it acts as ${before ? 'another' : 'a'} role: ${shortList([after.value])}`,
          };
    case 'attachment':
      return after === undefined
        ? { direction: 'narrower', because: `no longer ${shortList([before?.value])}` }
        : { direction: 'broader', because: shortList([after.value]) };
    case 'statement':
      if (before !== undefined && after !== undefined) {
        const change = statementChange(objectAt(before.value), objectAt(after.value));
        return withNewcomers(change, objectAt(before.value), objectAt(after.value));
      }
      return alone(objectAt((after ?? before)?.value), after === undefined);
    default:
      return kind satisfies never;
  }
};

/**
 * A statement that lets many in whom it kept out permits more, whatever else in it has become less: a whole account under an
 * external id instead of one role, for example. Whose account it is, the templates of a stack do not say: each counts.
 */
const withNewcomers = (change: StatementChange, before: JsonObject, after: JsonObject): StatementChange => {
  if (after['Effect'] !== 'Allow' || (after['Principal'] ?? after['NotPrincipal']) === undefined) return change;
  const known = new Set(waysBy(before).map(({ who }) => who));
  const [newcomer] = waysBy(after).filter(({ who }) => /^(any|every)/.test(who) && !known.has(who));
  if (newcomer === undefined) return change;
  return { direction: 'broader', because: `${change.because}; it lets ${sentenceOf(newcomer)}` };
};

const waysBy = (statement: JsonObject) =>
  outsiders({ Version: '2012-10-17', Statement: [statement] }, { type: '', region: '' }, { accounts: [] });

const alone = (statement: JsonObject, isGone: boolean): StatementChange => {
  const isDenial = statement['Effect'] === 'Deny';
  return {
    direction: isDenial === isGone ? 'broader' : 'narrower',
    because: `${isGone ? 'no longer ' : ''}${isDenial ? 'denies ' : ''}${statementInShort(statement)}`,
  };
};
