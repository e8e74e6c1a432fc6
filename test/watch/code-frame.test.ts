import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { codeFrame, lineAndColumn, placeInTrace, withCode } from '../../lib/watch/code-frame';

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

test('finds the innermost own place of a trace', () => {
  const trace = [
    'Error: no such key',
    '    at Object.<anonymous> (/app/node_modules/aws-cdk-lib/core.js:1:2)',
    '    at node:internal/modules:3:4',
    '    at .build/watched-app.js (/app/.build/watched-app.js:5:6)',
    '    at new DataStack (/app/lib/stacks/data-stack.ts:68:12)',
    '    at main (file:///app/bin/app.ts:9:1)',
  ];
  expect(placeInTrace(trace.join('\n'), '/app')).toEqual({
    file: '/app/lib/stacks/data-stack.ts',
    line: 68,
    column: 12,
  });
  expect(placeInTrace(`${trace[0]}\n${trace[5]}`, '/app')).toEqual({ file: '/app/bin/app.ts', line: 9, column: 1 });
  expect(placeInTrace(trace.join('\n'), '/elsewhere')).toBeUndefined();
});

test('tells a place by its name in the app, also where its file is gone', () => {
  const directory = mkdtempSync(join(tmpdir(), 'frame-'));
  const place = { file: join(directory, 'a.ts'), line: 1, column: 1 };
  expect(withCode(place, 'no', directory)).toEqual(['a.ts:1:1: no']);
  writeFileSync(place.file, 'fail();');
  expect(withCode(place, 'no', directory)).toEqual(['a.ts:1:1: no', '> 1 | fail();', '    | ^']);
  rmSync(directory, { recursive: true });
});
