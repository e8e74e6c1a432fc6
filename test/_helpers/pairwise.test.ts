import { expect, test } from '@jest/globals';
import { pairsIn, pairsOf, pairwise } from './pairwise';

const CHOICES = { size: ['s', 'm', 'l'], color: ['red', 'blue'], fit: ['slim', 'wide', 'loose', 'short'] };

test('every pair of values stands together in one of the choices, each of which has one of everything', () => {
  const choices = pairwise(CHOICES);
  expect(new Set(choices.flatMap(pairsIn))).toEqual(pairsOf(CHOICES));
  for (const choice of choices) expect(Object.keys(choice)).toEqual(Object.keys(CHOICES));
  expect(choices.length).toBeLessThanOrEqual(14);
  expect(pairwise(CHOICES)).toEqual(choices);
});

test('there are as many pairs as values that can meet', () => {
  expect(pairsOf(CHOICES).size).toBe(3 * 2 + 3 * 4 + 2 * 4);
  expect(pairsIn({ size: 's', fit: 'wide' })).toEqual(['size=s fit=wide']);
});
