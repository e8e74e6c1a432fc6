import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { identify } from '../../../lib/rehearsal/process/identity';
import { run } from '../../../lib/rehearsal/process/run';
import { temporaryDirectory } from '../_helpers/temporary-directory';

const env = { PATH: process.env['PATH'] };

describe('a command', () => {
  test('answers its exit code and what it wrote', async () => {
    const cwd = temporaryDirectory();
    const outcome = await run({ argv: ['sh', '-c', 'echo "$1"; echo two >&2; exit 3', 'sh', "it's one"], cwd, env });
    expect(outcome).toMatchObject({ exitCode: 3, stdout: "it's one\n", output: expect.stringContaining('two') });
  });

  test('leaves nothing running in the background', async () => {
    const cwd = temporaryDirectory();
    await run({ argv: ['sh', '-c', 'sleep 600 & echo $! > pid'], cwd, env });
    const pid = Number(readFileSync(join(cwd, 'pid'), 'utf8'));
    // Its files are closed before it is gone. One that stays would end this test by jest's clock.
    while (identify(pid) !== undefined) await setTimeout(5);
  });

  test('fails as the operating system says it where there is no such program', async () => {
    const started = run({ argv: ['no-such-program'], cwd: temporaryDirectory(), env });
    await expect(started).rejects.toMatchObject({ code: 'ENOENT', message: 'spawn no-such-program ENOENT' });
  });
});
