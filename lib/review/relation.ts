import { isObject, type JsonObject, listAt, objectAt } from '../ground/json';
import { inShort } from './in-short';
import { canonical } from './json';

/** How what a part of a statement speaks about relates to what it spoke about before. */
export type Relation = 'same' | 'wider' | 'narrower' | 'different';

/** Two parts that have to hold together. */
export const together = (relations: readonly Relation[]): Relation => {
  const changed = [...new Set(relations.filter((relation) => relation !== 'same'))];
  return changed.length === 0 ? 'same' : changed.length === 1 ? (changed[0] as Relation) : 'different';
};

/** The relation of what is left out. */
export const opposite = (relation: Relation): Relation =>
  relation === 'wider' ? 'narrower' : relation === 'narrower' ? 'wider' : relation;

/** Sets of patterns; a pattern covers what it matches, and an intrinsic function only itself. */
export const relationOfSets = (before: readonly unknown[], after: readonly unknown[]): Relation => {
  const wider = before.every((each) => after.some((pattern) => covers(pattern, each)));
  const narrower = after.every((each) => before.some((pattern) => covers(pattern, each)));
  if (wider && narrower) return 'same';
  return wider ? 'wider' : narrower ? 'narrower' : 'different';
};

const covers = (pattern: unknown, value: unknown): boolean => {
  if (pattern === '*' || canonical(pattern) === canonical(value)) return true;
  if (typeof pattern !== 'string' || typeof value !== 'string' || !/[*?]/.test(pattern)) return false;
  // A `?` is one character, and a `*` in the other may be many.
  if (pattern.includes('?') && /[*?]/.test(value)) return false;
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(value);
};

/** Principals as texts: `AWS:arn:…`, `Service:…`, and `*` for everyone. A whole account is `AWS:` and its number, however it is written. */
export const principalsOf = (principal: unknown): readonly unknown[] => {
  if (!isObject(principal)) return listAt(principal);
  return Object.entries(principal).flatMap(([kind, values]) =>
    listAt(values).map((value) => {
      if (kind !== 'AWS') return typeof value === 'string' ? `${kind}:${value}` : { [kind]: value };
      if (value === '*') return '*';
      const [, account] = WHOLE_ACCOUNT.exec(inShort(value)) ?? [];
      return account === undefined && typeof value !== 'string' ? { AWS: value } : `AWS:${account ?? value}`;
    }),
  );
};

/** "you can specify an AWS account identifier in the Principal element" by its ARN or its number: the two mean the same (IAM user guide, Principal). */
const WHOLE_ACCOUNT = /^(?:arn:[^/]*:iam::)?(\d{12}|\$\{AWS::AccountId\})(?::root)?$/;

const POSITIVE =
  /^(ForAnyValue:|ForAllValues:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)(IfExists)?$/;

const NEGATIVE =
  /^(ForAnyValue:|ForAllValues:)?(StringNotEquals|StringNotEqualsIgnoreCase|StringNotLike|ArnNotEquals|ArnNotLike)(IfExists)?$/;

/** A condition less lets more through; a value more in a list of allowed ones too. */
export const relationOfConditions = (before: unknown, after: unknown): Relation => {
  const [was, is] = [entriesOf(before), entriesOf(after)];
  const keys = [...new Set([...was.keys(), ...is.keys()])];
  return together(
    keys.map((key) => {
      const [one, other] = [was.get(key), is.get(key)];
      if (one === undefined) return 'narrower';
      if (other === undefined) return 'wider';
      if (canonical(one.toSorted(byText)) === canonical(other.toSorted(byText))) return 'same';
      const [operator = ''] = key.split('\n');
      if (POSITIVE.test(operator)) return relationOfSets(one, other);
      return NEGATIVE.test(operator) ? opposite(relationOfSets(one, other)) : 'different';
    }),
  );
};

const byText = (one: unknown, other: unknown): number => (canonical(one) < canonical(other) ? -1 : 1);

/** Operator and key, as one text, with their values. */
const entriesOf = (condition: unknown): ReadonlyMap<string, readonly unknown[]> =>
  new Map(
    Object.entries(objectAt(condition)).flatMap(([operator, tests]: [string, unknown]) =>
      isObject(tests)
        ? Object.entries(tests as JsonObject).map(
            ([key, values]) => [`${operator}\n${key.toLowerCase()}`, listAt(values)] as const,
          )
        : [[operator, listAt(tests)] as const],
    ),
  );
