import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { codeFrame, lineAndColumn, withCode } from '../../lib/watch/code-frame';

test('shows a line with those around it and marks the column', () => {
  const text = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`).join('\n');
  expect(codeFrame(text, { line: 10, column: 6 })).toEqual([
    '   8 | line 8',
    '   9 | line 9',
    '> 10 | line 10',
    '     |      ^',
    '  11 | line 11',
    '  12 | line 12',
  ]);
  expect(codeFrame('one', { line: 1, column: 1 })).toEqual(['> 1 | one', '    | ^']);
  expect(codeFrame('one', { line: 7, column: 1 })).toEqual([]);
});

test('counts lines and columns of a position from 1', () => {
  expect(lineAndColumn('ab\ncd', 0)).toEqual({ line: 1, column: 1 });
  expect(lineAndColumn('ab\ncd', 4)).toEqual({ line: 2, column: 2 });
});

test('tells a place by its name in the app, also where its file is gone', () => {
  const directory = mkdtempSync(join(tmpdir(), 'frame-'));
  const place = { file: join(directory, 'a.ts'), line: 1, column: 1 };
  expect(withCode(place, 'no', directory)).toEqual(['a.ts:1:1: no']);
  writeFileSync(place.file, 'fail();');
  expect(withCode(place, 'no', directory)).toEqual(['a.ts:1:1: no', '> 1 | fail();', '    | ^']);
  rmSync(directory, { recursive: true });
});
