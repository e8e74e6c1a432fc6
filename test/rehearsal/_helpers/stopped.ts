import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect } from '@jest/globals';
import { temporaryDirectory } from './temporary-directory';

/** How a command at a terminal is stopped: `term` as `timeout` does, `close` by closing the terminal. */
export type How = 'ctrl-c' | 'term' | 'close' | 'kill';

/** When: so many seconds after it has said something, or after its start. */
export interface Moment {
  readonly how: How;
  readonly after: number;
  readonly from?: string;
}

/** Exit codes as shells have them, of the command itself and of one that had not come to heed a signal. */
const CODES = { 'ctrl-c': [130, -2], term: [143, -15], close: [-1], kill: [-9] } as const;

const MOST_SECONDS = 5;

/** Stops `bin/delivery watch` of this repository, and expects it to end soon, in few words, with all it has started. */
export const expectToStop = ({ how, after, from = '' }: Moment): void => {
  const mark = temporaryDirectory();
  const command = [process.execPath, resolve('bin/delivery'), 'watch'];
  const asked = JSON.stringify({ command, mark, how, after, from });
  const stopped = JSON.parse(
    execFileSync('python3', [resolve('test/rehearsal/_helpers/stopped.py'), asked], { encoding: 'utf8' }),
  );
  const { code, seconds, shown, files } = stopped;
  expect(stopped).toMatchObject({ stopped: true, restored: true, left: [] });
  expect(CODES[how]).toContain(code);
  expect(seconds).toBeLessThan(MOST_SECONDS);
  expect(shown).not.toMatch(/ {4}at |Error|no longer running/);
  if (how !== 'kill') expect(files).toEqual([]);
  if (code > 0) expect(shown.match(/stopped by/g)).toHaveLength(1);
};
