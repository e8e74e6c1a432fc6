import type { PropertyReview } from '../contract/review';
import { isObject, own } from '../ground/json';
import { canonical, isSame, keysOf } from './json';

/** How deep a value is taken apart; what lies deeper is shown as a whole. */
const DEEPEST = 12;

/** An intrinsic function says nothing in parts: `{ "Ref": "A" }` against `{ "Ref": "B" }` is one value against another. */
const isWhole = (value: unknown): boolean => {
  if (!isObject(value)) return !Array.isArray(value);
  const [key = '', ...others] = Object.keys(value);
  return others.length === 0 && (key === 'Ref' || key.startsWith('Fn::'));
};

/**
 * Where two values differ, as deep down as it can be said. Entries of lists are told by their content, not by their place,
 * where the lists differ in length.
 */
export const leafChanges = (path: string, before: unknown, after: unknown, depth = 0): readonly PropertyReview[] => {
  if (isSame(before, after)) return [];
  const change = { path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
  if (depth === DEEPEST || isWhole(before) || isWhole(after)) return [change];
  if (isObject(before) && isObject(after)) {
    return keysOf(before, after).flatMap((key) =>
      leafChanges(`${path}.${key}`, own(before, key), own(after, key), depth + 1),
    );
  }
  if (!Array.isArray(before) || !Array.isArray(after)) return [change];
  if (before.length === after.length) {
    const pairs = before.flatMap((each: unknown, index) =>
      leafChanges(`${path}[${index}]`, each, after[index], depth + 1),
    );
    if (pairs.length <= 1 || !sameEntries(before, after)) return pairs;
    return [change];
  }
  return [
    ...missingFrom(before, after).map((each) => ({ path: `${path}[]`, before: each })),
    ...missingFrom(after, before).map((each) => ({ path: `${path}[]`, after: each })),
  ];
};

const sameEntries = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  missingFrom(one, other).length === 0 && missingFrom(other, one).length === 0;

/** Entries of one list that another does not have, each as often as it is missing. */
export const missingFrom = (from: readonly unknown[], inList: readonly unknown[]): readonly unknown[] => {
  const there = new Map<string, number>();
  for (const each of inList) there.set(canonical(each), (there.get(canonical(each)) ?? 0) + 1);
  return from.filter((each) => {
    const left = there.get(canonical(each)) ?? 0;
    there.set(canonical(each), left - 1);
    return left <= 0;
  });
};
