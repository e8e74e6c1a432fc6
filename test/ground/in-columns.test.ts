import { expect, test } from '@jest/globals';
import { inColumns } from '../../lib/ground/in-columns';

test('cells stand below each other, and no line ends in spaces', () => {
  expect(
    inColumns([
      ['', 'one', 'two'],
      ['longer', 'x', ''],
    ]),
  ).toEqual(['        one  two', 'longer  x']);
  expect(inColumns([])).toEqual([]);
});
