import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Line, splitLines } from '../../../functions/data-processing/split-lines';

const split = async (
  content: string | Uint8Array,
  cuts: readonly number[] = [],
  maxBytes = 1024,
): Promise<readonly Line[]> => {
  const bytes = Buffer.from(content);
  const lines: Line[] = [];
  for await (const line of splitLines(cut(bytes, cuts), maxBytes))
    lines.push({ ...line, bytes: Uint8Array.from(line.bytes) });
  return lines;
};

async function* cut(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const places = [0, ...cuts.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (const [index, start] of places.entries()) {
    const end = places[index + 1];
    if (end !== undefined) yield bytes.subarray(start, end);
  }
}

const texts = (lines: readonly Line[]) => lines.map((line) => Buffer.from(line.bytes).toString('utf8'));
const cuts = fc.array(fc.nat(400), { maxLength: 30 });
const lineText = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' '));

describe('splitting into lines', () => {
  test('finds the same lines wherever the chunks are cut, also inside a character', async () => {
    const property = fc.asyncProperty(
      fc.array(lineText),
      fc.constantFrom('\n', '\r\n'),
      cuts,
      async (lines, ending, places) => {
        const content = lines.map((line) => line + ending).join('');
        const expected = content === '' ? [] : content.slice(0, -1).split('\n');
        const found = await split(content, places, 10_000);
        expect(texts(found)).toEqual(expected);
        expect(found.map((line) => line.number)).toEqual(expected.map((_, index) => index + 1));
      },
    );
    await fc.assert(property);
  });

  test('loses no byte of anything, whatever the limit', async () => {
    const property = fc.asyncProperty(
      fc.uint8Array({ maxLength: 400 }),
      cuts,
      fc.integer({ min: 1, max: 50 }),
      async (bytes, places, max) => {
        const parts = (await split(bytes, places, max)).flatMap((line) => [
          line.bytes,
          ...(line.piece?.last === false ? [] : ['\n']),
        ]);
        const joined = Buffer.concat(parts.map((part) => Buffer.from(part)));
        const expected = bytes.length === 0 || bytes.at(-1) === 0x0a ? bytes : [...bytes, 0x0a];
        expect(joined).toEqual(Buffer.from(expected));
      },
    );
    await fc.assert(property);
  });

  test('holds no line longer than the limit and marks its pieces', async () => {
    expect(await split('abcdefg\nxy\n', [3], 3)).toEqual([
      { number: 1, bytes: Uint8Array.from(Buffer.from('abc')), piece: { index: 1, last: false } },
      { number: 1, bytes: Uint8Array.from(Buffer.from('def')), piece: { index: 2, last: false } },
      { number: 1, bytes: Uint8Array.from(Buffer.from('g')), piece: { index: 3, last: true } },
      { number: 2, bytes: Uint8Array.from(Buffer.from('xy')) },
    ]);
  });

  test.each([
    ['a line of exactly the limit as one line', 'abc\nd', ['abc', 'd']],
    ['a last line without line feed', 'a\nb', ['a', 'b']],
    ['empty lines', '\n\na\n', ['', '', 'a']],
    ['a carriage return as part of the line', 'a\r\nb\r', ['a\r', 'b\r']],
    ['nothing in nothing', '', []],
  ])('takes %s', async (_, content, expected) => {
    const lines = await split(content, [], 3);
    expect(texts(lines)).toEqual(expected);
    expect(lines.every((line) => line.piece === undefined)).toBe(true);
  });
});
