import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { StandBy } from '../../lib/watch/stand-by';

let directory: string;
let standBy: StandBy;
let stop: AbortController;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'stand-by-')));
  const library = join(directory, 'node_modules', 'aws-cdk-lib');
  mkdirSync(library, { recursive: true });
  writeFileSync(join(library, 'index.js'), 'exports.Stage = class { synth() { return process.env.CDK_OUTDIR; } };');
  stop = new AbortController();
  const program = resolve('bin/stand-by.cjs');
  standBy = new StandBy({ directory, program, flags: [], env: {}, signal: stop.signal });
});
afterEach(() => {
  standBy.close();
  rmSync(directory, { recursive: true });
});

/** What becomes of an app. */
const run = async (text: string) => {
  const bundle = join(directory, 'app.js');
  writeFileSync(bundle, text);
  let constructed = 0;
  const outcome = await standBy.run({ bundle, packages: [], assembly: '/assembly' }, () => {
    constructed += 1;
  });
  return { ...outcome, constructed };
};

const APP = "const { Stage } = require('aws-cdk-lib'); const app = new Stage();";

test('runs an app in a process that was there before, and tells when its constructs are', async () => {
  standBy.prepare(['aws-cdk-lib', 'not-there']);
  const ended = await run(`${APP} console.log(app.synth(), app.synth(), global.seen); global.seen = 1;`);
  expect(ended).toEqual({ exitCode: 0, output: '/assembly /assembly undefined\n', constructed: 1 });
  expect((await run('console.log(global.seen);')).output).toBe('undefined\n');
});

test('answers the exit code and the output of an app that fails', async () => {
  expect(await run('process.exitCode = 3;')).toEqual({ exitCode: 3, output: '', constructed: 0 });
  const { exitCode, output } = await run("throw new Error('no zones');");
  expect([exitCode, output]).toEqual([1, expect.stringContaining(`${directory}/app.js:1`)]);
  const killed = await run("process.kill(process.pid, 'SIGKILL');");
  expect(killed).toEqual({ exitCode: 1, output: 'it was ended by SIGKILL\n', constructed: 0 });
});

test('ends an app that runs when it is stopped, also one that would never end', async () => {
  const running = run(`${APP} app.synth(); setInterval(() => {}, 1000); process.on('SIGTERM', () => {});`);
  setTimeout(() => stop.abort(), 50);
  await expect(running).rejects.toThrow('aborted');
});
