import { expect, test } from '@jest/globals';
import { lineReader } from '../../lib/ground/line-reader';

const read = (...pieces: readonly string[]): readonly string[] => {
  const lines: string[] = [];
  const reader = lineReader((line) => lines.push(line));
  for (const piece of pieces) reader.write(piece);
  reader.end();
  return lines;
};

test.each([
  [['a\nb\n'], ['a', 'b']],
  [
    ['a', 'b\n\nc'],
    ['ab', '', 'c'],
  ],
  [
    ['a\r', '\nb\r\n'],
    ['a', 'b'],
  ],
  [['a\r\nb\r'], ['a', 'b']],
  [[''], []],
])('lines of %j are %j', (pieces, lines) => {
  expect(read(...pieces)).toEqual(lines);
});
