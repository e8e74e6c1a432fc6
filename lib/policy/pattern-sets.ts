import { arnParts, matches } from './pattern';

/** Whether what one pattern stands for is all, or some, of what another stands for: of actions, and of ARNs. */

/** Characters that stand in no action and no ARN, so that only a wildcard matches them. */
const ODD = '\uE000';
const LONG = ODD.repeat(50);

const WILDCARD = /[*?]/;

/** As many wildcards as are tried in every combination. */
const MOST = 4;

/** Texts that a pattern stands for, such that another one that matches them all matches all that it stands for. */
const samples = (pattern: string): readonly string[] =>
  pattern
    .replaceAll('?', ODD)
    .split('*')
    .reduce<readonly string[]>(
      (texts, part, at) => (at === 0 ? [part] : texts.flatMap((text) => [text + part, text + LONG + part])),
      [],
    );

/** Whether a pattern matches everything that another one matches. What has policy variables is only itself. */
export const covers = (wide: string, narrow: string): boolean => {
  if (wide === '*' || wide === narrow) return true;
  if (wide.includes('${') || narrow.includes('${') || narrow.split('*').length - 1 > MOST) return false;
  return WILDCARD.test(narrow) ? samples(narrow).every((text) => matches(wide, text)) : matches(wide, narrow);
};

/** Whether what stands before the first wildcard of either already differs: so it is with most patterns that are compared. */
const beginOtherwise = (one: string, other: string): boolean => {
  const [left, right] = [one.search(WILDCARD), other.search(WILDCARD)];
  if (left < 0 && right < 0) return one !== other;
  const both = left < 0 ? right : right < 0 ? left : Math.min(left, right);
  return one.slice(0, both) !== other.slice(0, both);
};

/** Whether two patterns match something in common. */
export const meets = (one: string, other: string): boolean => {
  if (one.includes('${') || other.includes('${')) return true;
  if (beginOtherwise(one, other)) return false;
  const [left, right] = [[...one], [...other]];
  const reached = new Map<string, boolean>();
  const from = (i: number, j: number): boolean => {
    const key = `${i} ${j}`;
    const before = reached.get(key);
    if (before !== undefined) return before;
    const [a, b] = [left[i], right[j]];
    let answer: boolean;
    if (a === undefined && b === undefined) answer = true;
    else if (a === '*') answer = from(i + 1, j) || (b !== undefined && from(i, j + 1));
    else if (b === '*') answer = from(i, j + 1) || (a !== undefined && from(i + 1, j));
    else answer = a !== undefined && b !== undefined && (a === b || a === '?' || b === '?') && from(i + 1, j + 1);
    reached.set(key, answer);
    return answer;
  };
  return from(0, 0);
};

/** Whether an action pattern takes in all that another does; actions know no case. */
export const coversAction = (wide: string, narrow: string): boolean => covers(wide.toLowerCase(), narrow.toLowerCase());

/** Whether two action patterns have an action in common. */
export const overlapActions = (one: string, other: string): boolean => meets(one.toLowerCase(), other.toLowerCase());

/** Whether a resource pattern takes in all that another does, part by part. */
export const coversResource = (wide: string, narrow: string): boolean => {
  if (wide === '*') return true;
  const [one, other] = [arnParts(wide), arnParts(narrow)];
  return one !== undefined && other !== undefined && one.every((part, at) => covers(part, other[at] ?? ''));
};

/** Whether two resource patterns have a resource in common. */
export const overlapResources = (one: string, other: string): boolean => {
  if (one === '*' || other === '*') return true;
  const [left, right] = [arnParts(one), arnParts(other)];
  return left === undefined || right === undefined || left.every((part, at) => meets(part, right[at] ?? ''));
};
