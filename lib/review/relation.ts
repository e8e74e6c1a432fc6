import { isObject, type JsonObject, listAt, objectAt } from '../ground/json';
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

/** Principals as texts: `AWS:arn:…`, `Service:…`, and `*` for everyone. */
export const principalsOf = (principal: unknown): readonly unknown[] => {
  if (!isObject(principal)) return listAt(principal);
  return Object.entries(principal).flatMap(([kind, values]) =>
    listAt(values).map((value) =>
      kind === 'AWS' && value === '*' ? '*' : typeof value === 'string' ? `${kind}:${value}` : { [kind]: value },
    ),
  );
};

const POSITIVE =
  /^(ForAnyValue:|ForAllValues:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)(IfExists)?$/;

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
      return POSITIVE.test(key.split('\n')[0] ?? '') ? relationOfSets(one, other) : 'different';
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
