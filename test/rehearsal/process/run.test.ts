import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { endGroup, endProcess } from '../../../lib/rehearsal/process/end-group';
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

  test('is answered when it has ended, although what has left its group holds its output open', async () => {
    const daemon = `
      const options = { detached: true, stdio: 'inherit' };
      const { pid } = require('node:child_process').spawn('sleep', ['600'], options);
      console.log(pid);
      process.exit(0);`;
    const { stdout } = await run({ argv: ['node', '-e', daemon], cwd: temporaryDirectory(), env });
    const pid = Number(stdout);
    expect(identify(pid)).toBeDefined();
    process.kill(pid, 'SIGKILL');
  });

  test('answers everything that it wrote in one line without an end', async () => {
    const lines: string[] = [];
    const argv = ['node', '-e', "process.stdout.write('x'.repeat(30_000_000))"] as const;
    const onLine = (line: string): void => void lines.push(line);
    const { stdout } = await run({ argv, cwd: temporaryDirectory(), env, onLine });
    expect([stdout.length, lines.map((line) => line.length)]).toEqual([30_000_000, [30_000_000]]);
  });

  test('tells lines however they come', async () => {
    const lines: string[] = [];
    const argv = ['sh', '-c', "printf 'one\\r'; printf '\\ntwo\\n\\nlast'"] as const;
    await run({ argv, cwd: temporaryDirectory(), env, onLine: (line) => void lines.push(line) });
    expect(lines).toEqual(['one', 'two', '', 'last']);
  });

  test('joins nothing of its standard output to its standard error', async () => {
    const lines: string[] = [];
    const argv = ['sh', '-c', "printf 'out-'; sleep 0.2; echo err >&2; sleep 0.2; echo put"] as const;
    const onLine = (line: string): void => void lines.push(line);
    const { output } = await run({ argv, cwd: temporaryDirectory(), env, onLine });
    expect(lines.toSorted()).toEqual(['err', 'out-put']);
    expect(output.split('\n').toSorted()).toEqual(['', 'err', 'out-put']);
  });

  test('that does not end when it is asked to is ended with whoever asked', async () => {
    const cwd = temporaryDirectory();
    const program = join(cwd, 'run.cjs');
    buildSync({ entryPoints: ['lib/rehearsal/process/run.ts'], outfile: program, bundle: true, platform: 'node' });
    const stubborn = "trap '' TERM; echo $$; while :; do sleep 1; done";
    const asking = `
      const stop = new AbortController();
      const onLine = (pid) => {
        stop.abort();
        require('node:fs').writeSync(1, pid);
        process.exit(0);
      };
      const argv = ['sh', '-c', ${JSON.stringify(stubborn)}];
      require(${JSON.stringify(program)}).run({ argv, cwd: '/', env: process.env, signal: stop.signal, onLine });`;
    const { stdout } = await promisify(execFile)('node', ['-e', asking]);
    const pid = Number(stdout);
    expect(pid).toBeGreaterThan(1);
    try {
      while (identify(pid) !== undefined) await setTimeout(10);
    } finally {
      endGroup(pid, 'SIGKILL');
    }
  });
});

describe('a process that is to end', () => {
  test('has ended when it only waits to be reaped, by a parent that may be stopped', async () => {
    const program = `
      const { pid } = require('node:child_process').spawn('sleep', ['600'], { stdio: 'ignore' });
      require('node:fs').writeSync(1, pid + '\\n');`;
    const parent = spawn('node', ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [pid] = await once(parent.stdout.setEncoding('utf8'), 'data');
    parent.kill('SIGSTOP');
    await endProcess(Number(pid), 5_000);
    expect(identify(Number(pid))).toBeUndefined();
    const gone = once(parent, 'exit');
    parent.kill('SIGKILL');
    await gone;
    await expect(endProcess(Number(pid), 5_000)).resolves.toBeUndefined();
  });
});
