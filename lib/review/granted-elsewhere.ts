import type { AccessChange } from '../contract/review';
import { type JsonObject, listAt, objectAt, own } from '../ground/json';
import { grantsOf } from './grants';
import { canonical } from './json';
import { principalsOf } from './relation';
import { propertiesOf, typeOf } from './template';

/**
 * Changes of statements, judged by all that the resources say: what was permitted before by another statement for the same holder is
 * nothing new, and what another one still permits is not gone. The CDK puts statements together, and moves them between policies.
 */
export const judgedByAll = (
  changes: readonly AccessChange[],
  before: JsonObject,
  after: JsonObject,
): readonly AccessChange[] => {
  if (changes.length === 0) return changes;
  const isShared = (id: string): boolean => own(before, id) !== undefined && own(after, id) !== undefined;
  const partsIn = (resources: JsonObject): ReadonlySet<string> =>
    new Set(
      Object.entries(resources).flatMap(([id, resource]) =>
        grantsOf(resource).flatMap(({ kind, value }) =>
          kind === 'statement' ? partsOf(id, resource, objectAt(value), isShared(id)) : [],
        ),
      ),
    );
  const [had, has] = [partsIn(before), partsIn(after)];
  return changes.map((change) => {
    const { logicalId: id, before: was, after: is, direction } = change;
    const effect = effectOf(is ?? was);
    const isOne = [was, is].every((each) => each === undefined || effectOf(each) === effect);
    if (effect === undefined || !isOne || direction === 'unknown' || direction === 'same') return change;
    const of = (resources: JsonObject, value: unknown): readonly string[] =>
      value === undefined ? [] : partsOf(id, own(resources, id), objectAt(value), isShared(id));
    const isNew = of(after, is).some((part) => !had.has(part));
    const isGone = of(before, was).some((part) => !has.has(part));
    if (effect === 'Allow' ? isNew : isGone) return change;
    if (effect === 'Allow' ? isGone : isNew) return { ...change, direction: 'narrower' };
    return { ...change, direction: 'same', because: 'another statement of the stack says the same' };
  });
};

const effectOf = (statement: unknown): unknown => objectAt(statement)['Effect'];

/** A statement as the single permissions, or denials, that it is made of: one action of one principal on one resource. */
const partsOf = (id: string, resource: unknown, statement: JsonObject, isShared: boolean): readonly string[] => {
  const { Effect: effect, Principal: principal, Action: action, Resource: place, Condition: condition } = statement;
  const { NotPrincipal: notPrincipal, NotAction: notAction, NotResource: notResource } = statement;
  // Whether a resource is there at all, its own condition decides.
  const rest = canonical([
    effect,
    notPrincipal,
    notAction,
    notResource,
    condition ?? {},
    objectAt(resource)['Condition'],
  ]);
  const who = principal === undefined ? holdersOf(id, resource, isShared) : [aboutOf(id, resource)];
  const each = (values: readonly unknown[]): readonly string[] => (values.length === 0 ? [''] : values.map(canonical));
  return who.flatMap((holder) =>
    each(principalsOf(principal)).flatMap((one) =>
      each(listAt(action)).flatMap((deed) =>
        each(listAt(place)).map((on) => [holder, one, deed.toLowerCase(), on, rest].join('\n')),
      ),
    ),
  );
};

/** Whoever holds a policy. One that stays may be given to others elsewhere: it is a holder itself. */
const holdersOf = (id: string, resource: unknown, isShared: boolean): readonly string[] => {
  const { Roles: roles, Users: users, Groups: groups } = propertiesOf(resource);
  const holders = [...listAt(roles), ...listAt(users), ...listAt(groups)].map(canonical);
  const isItself = holders.length === 0 || (isShared && typeOf(resource) === 'AWS::IAM::ManagedPolicy');
  return isItself ? [...holders, canonical({ Ref: id })] : holders;
};

/** What a policy with principals is about: the resource that it stands in, or whatever else its own properties name. */
const aboutOf = (id: string, resource: unknown): string => {
  const type = typeOf(resource);
  if (!/(Polic(y|ies)|Permission)$/.test(type)) return canonical({ Ref: id });
  const entries = Object.entries(propertiesOf(resource)).filter(([name]) => !/Polic(y|ies)(Document)?$/.test(name));
  return canonical([type, Object.fromEntries(entries)]);
};
