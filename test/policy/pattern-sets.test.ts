import { expect, test } from '@jest/globals';
import { matches } from '../../lib/policy/pattern';
import { covers, meets } from '../../lib/policy/pattern-sets';

/** Every text over an alphabet that is not longer. */
const textsOver = (alphabet: string, longest: number): readonly string[] => {
  const shorter = longest === 0 ? [] : textsOver(alphabet, longest - 1);
  const last = shorter.filter((text) => text.length === longest - 1);
  return longest === 0 ? [''] : [...shorter, ...last.flatMap((text) => [...alphabet].map((each) => text + each))];
};

/** What two patterns of three characters have in common has a text of at most six, and `c` stands in no pattern. */
const TEXTS = textsOver('abc', 6);
const PATTERNS = textsOver('ab*?', 3);
const MATCHED = new Map(
  PATTERNS.map((pattern) => [pattern, new Set(TEXTS.flatMap((text, at) => (matches(pattern, text) ? [at] : [])))]),
);

const pairs = PATTERNS.flatMap((one) => PATTERNS.map((other) => [one, other] as const));
const matchedBy = (pattern: string): ReadonlySet<number> => MATCHED.get(pattern) ?? new Set();

test('patterns meet where a text matches both, and nowhere else', () => {
  const wrong = pairs.filter(
    ([one, other]) => meets(one, other) !== [...matchedBy(one)].some((text) => matchedBy(other).has(text)),
  );
  expect(wrong).toEqual([]);
});

test('a pattern covers another where every text of the one matches the other, and nowhere else', () => {
  const wrong = pairs.filter(
    ([wide, narrow]) => covers(wide, narrow) !== [...matchedBy(narrow)].every((text) => matchedBy(wide).has(text)),
  );
  expect(wrong).toEqual([]);
});

test('a policy variable may be anything, and covers nothing but itself', () => {
  const variable = ['$', '{aws:username}'].join('');
  expect(meets(`a${variable}`, 'b')).toBe(true);
  expect(covers(`a${variable}`, `a${variable}`)).toBe(true);
  expect(covers('a*', `a${variable}`)).toBe(false);
});
