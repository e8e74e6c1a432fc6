import { type JsonObject, listAt } from '../ground/json';
import { canonical, isSame } from './json';
import { principalsOf, type Relation, relationOfConditions } from './relation';

/** The parts of a statement that have an inverse, how each is read, and whether case counts in it. */
const PARTS = [
  { name: 'Principal', read: principalsOf, alike: canonical },
  { name: 'Action', read: listAt, alike: (value: unknown) => canonical(value).toLowerCase() },
  { name: 'Resource', read: listAt, alike: canonical },
] as const;

/**
 * Of a statement what it speaks of and an earlier one of the same effect did not. Where more than one part of it is new, or its
 * condition lets more through, it is the whole statement: what it spoke of before is not as it was either.
 */
export const gained = (before: JsonObject, after: JsonObject): JsonObject => {
  if (before['Effect'] !== after['Effect'] || isLooser(conditionsOf(before, after))) return after;
  const fresh = PARTS.map((part) => ({ ...part, values: beyond(part, before, after) }));
  const [first, ...others] = fresh.filter(({ values }) => values === undefined || values.length > 0);
  if (first?.values === undefined || others.length > 0) return after;
  const { [`Not${first.name}`]: _, ...rest } = after;
  return { ...rest, [first.name]: first.values };
};

/** How the condition of a statement relates to that of another. */
export const conditionsOf = (before: JsonObject, after: JsonObject): Relation =>
  relationOfConditions(before['Condition'], after['Condition']);

const isLooser = (relation: Relation): boolean => relation === 'wider' || relation === 'different';

/** Values of one part that are new, also those that are excepted no more; undefined where `X` and `NotX` have changed places. */
const beyond = (
  { name, read, alike }: (typeof PARTS)[number],
  before: JsonObject,
  after: JsonObject,
): readonly unknown[] | undefined => {
  const inverse = `Not${name}`;
  const less = (from: unknown, other: unknown): readonly unknown[] => {
    const known = new Set(read(other).map(alike));
    return read(from).filter((each) => !known.has(alike(each)));
  };
  const inverted = [before, after].filter((statement) => inverse in statement).length;
  if (inverted === 0) return less(after[name], before[name]);
  if (inverted === 2) return less(before[inverse], after[inverse]);
  return isSame(before, after) ? [] : undefined;
};
