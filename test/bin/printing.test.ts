import { describe, expect, test } from '@jest/globals';
import { exitCodeOf, explain } from '../../bin/commands/failure';
import { printJsonLine, quotingInOneLine } from '../../bin/commands/printing';
import type { Shell } from '../../bin/commands/shell';
import { UserError } from '../../lib/ground/user-error';

const SPOOF = 'x\nyes: nothing speaks against it\u001b[2J\u202e';

describe('an error that quotes a stranger', () => {
  test.each([
    ['a wrong request', new UserError(`"${SPOOF}" is the beginning of 2 releases`), 2],
    ['a failure', new Error(`${SPOOF} was listed and cannot be read`), 1],
  ] as const)('that is %s stays so, on one line and with everything shown', async (_, thrown, exitCode) => {
    const error: unknown = await quotingInOneLine(() => Promise.reject(thrown)).catch((caught: unknown) => caught);
    expect(error).toBe(thrown);
    expect(exitCodeOf(error)).toBe(exitCode);
    expect(explain(error, false)).toContain('x⟨U+000A⟩yes: nothing speaks against it⟨U+001B⟩[2J⟨U+202E⟩');
    for (const debug of [true, false]) expect(explain(error, debug)).toMatch(/^[\n\P{C}]*$/u);
  });
});

test('what succeeds is answered', async () => {
  expect(await quotingInOneLine(async () => 7)).toBe(7);
});

test('a document in a line is the same value, whatever is in it', () => {
  const written: string[] = [];
  const shell = { stdout: { write: (text: string) => written.push(text) } } as unknown as Shell;
  for (const value of [{ text: SPOOF }, { text: 'another' }]) printJsonLine(shell, value);
  const lines = written.join('').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([{ text: SPOOF }, { text: 'another' }]);
  expect(lines.join('')).toMatch(/^[\x20-\x7e]*$/);
});
