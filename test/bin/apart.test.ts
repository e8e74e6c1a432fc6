import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runApart } from '../../bin/commands/apart';
import { exitCodeOf } from '../../bin/commands/failure';
import { projectIn } from '../../bin/commands/shell';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';

/** Runs a command apart that does nothing but this. */
const running = (code: string) => {
  const root = temporaryDirectory();
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin', 'delivery'), code);
  const { env, stdin, stdout, stderr } = process;
  return runApart(
    { ...projectIn(root), argv: ['node', 'delivery', 'watch'], env, stdin, stdout, stderr },
    root,
    '--apart',
  );
};
const killing = (name: NodeJS.Signals) => running(`process.kill(process.pid, '${name}'); setInterval(() => {}, 1000);`);

test('what runs apart gives its exit code', async () => {
  expect(await running("process.exitCode = process.argv.includes('--apart') ? 3 : 4")).toBe(3);
});

test.each([
  ['SIGINT', 130, 'stopped by Ctrl-C'],
  ['SIGTERM', 143, 'stopped by SIGTERM'],
  ['SIGKILL', 1, 'it was ended by SIGKILL'],
] as const)('what runs apart and is ended by %s before we hear of it has ended so', async (name, exitCode, message) => {
  const error: unknown = await killing(name).catch((reason: unknown) => reason);
  expect([exitCodeOf(error), error]).toEqual([exitCode, expect.objectContaining({ message })]);
});
