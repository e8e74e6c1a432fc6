import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { clocksOf } from './dialect';
import { filesIn } from './files-in';

const PATIENCE = 'test/run/patience.ts';
const [patience = 0] = clocksOf(readFileSync(PATIENCE, 'utf8'));

/** `file: milliseconds`, of every clock that is shorter than everybody's. */
const shortClocks = (files: readonly (readonly [file: string, text: string])[]): readonly string[] =>
  files.flatMap(([file, text]) =>
    clocksOf(text)
      .filter((milliseconds) => milliseconds < patience)
      .map((milliseconds) => `${file}: ${milliseconds}`),
  );

/** Seconds for which a Python test waits for what must happen, where it says so itself. */
const pythonWaits = (text: string): readonly number[] =>
  [...text.matchAll(/(?:\btimeout=|\bwait\(|= time\.monotonic\(\) \+ )(\d+)/g)].map(([, seconds]) => Number(seconds));

const read = (folder: string, name: RegExp) =>
  filesIn(folder)
    .filter((file) => name.test(file))
    .map((file) => [file, readFileSync(file, 'utf8')] as const);

describe('no test fails by time alone', () => {
  test('has a clock of its own that is shorter than everybody’s', () => {
    expect(patience).toBeGreaterThanOrEqual(1_200_000);
    expect(shortClocks(read('test', /\.ts$/))).toEqual([]);
  });

  test('waits in Python as long as `patience.py` says', () => {
    const tests = read('emulator/tests', /\.py$/);
    expect(tests.length).toBeGreaterThan(50);
    expect(tests.filter(([, text]) => pythonWaits(text).length > 0).map(([file]) => file)).toEqual([]);
  });

  test.each([
    "test('x', async () => {}, 5_000);",
    "test.each([1])('%s', () => {}, 5_000);",
    'beforeAll(start, 5_000);',
    'jest.setTimeout(5_000);',
    'ask({ signal: AbortSignal.timeout(5_000) });',
    'waitUntilStackDeleteComplete({ client, maxWaitTime: 5 }, stack);',
  ])('is found in %s', (text) => {
    expect(shortClocks([['a.test.ts', text]])).toEqual(['a.test.ts: 5000']);
  });

  test.each([
    "test('x', () => {}, 3 * MINUTES);",
    'beforeAll(start, MINUTES);',
    "const LONG = 300_000;\ntest('x', () => {}, LONG);",
    'const LONG = 3 * MINUTES;\nbeforeAll(start, LONG);',
  ])('is found in %s', (text) => {
    expect(shortClocks([['a.test.ts', text]])).toHaveLength(1);
  });

  test.each([
    "test('x', () => {}, 1_800_000);",
    "const LONG = 1_800_000;\ntest('x', () => {}, LONG);",
    "test('x', () => {}, 30 * MINUTES);",
    'setTimeout(() => {}, 5);',
    "test('x', () => pause(5));",
    'f(1, 2);',
  ])('is not found in %s', (text) => {
    expect(shortClocks([['a.test.ts', text]])).toEqual([]);
  });

  test.each(['get(url, timeout=20)', 'event.wait(5)', 'until = time.monotonic() + 10'])('is found in %s', (text) => {
    expect(pythonWaits(text)).toHaveLength(1);
  });
});
