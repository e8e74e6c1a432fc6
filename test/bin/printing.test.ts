import { describe, expect, test } from '@jest/globals';
import { exitCodeOf, explain } from '../../bin/commands/failure';
import { quotingInOneLine } from '../../bin/commands/printing';
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
