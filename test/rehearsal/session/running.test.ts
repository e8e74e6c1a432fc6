import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makePrivateDirectory, markEmulator } from '../../../lib/rehearsal/private-directory/private-directory';
import { announce, runningRehearsal } from '../../../lib/rehearsal/session/running';
import type { Session } from '../../../lib/rehearsal/session/session';
import { kill } from '../_helpers/killed';
import { temporaryDirectory } from '../_helpers/temporary-directory';

const { TMPDIR } = process.env;
let app = '';
let emulator: ChildProcess;
beforeEach(() => {
  app = realpathSync(temporaryDirectory());
  process.env['TMPDIR'] = realpathSync(temporaryDirectory());
  // A process whose command line is that of an emulator.
  emulator = spawn('sh', ['-c', 'sleep 600; true', 'delivery_emulator'], { stdio: 'ignore', detached: true });
});
afterEach(async () => {
  process.env['TMPDIR'] = TMPDIR ?? '';
  if (TMPDIR === undefined) delete process.env['TMPDIR'];
  if (emulator.exitCode === null && emulator.signalCode === null) process.kill(-(emulator.pid ?? 0), 'SIGKILL');
});

/** A rehearsal of an app that says how it is reached. */
const rehearsing = (of = app): Session => {
  const directory = makePrivateDirectory('rehearsal', of);
  markEmulator(directory, emulator.pid ?? 0);
  const session: Session = {
    schema: 1,
    endpoint: 'http://localhost:1',
    secret: 'secret',
    emulatorPid: emulator.pid ?? 0,
    privateDirectory: directory,
    tools: { account: '111111111111', region: 'us-east-1' },
    pipelineName: 'delivery',
    bootstrapped: [],
  };
  announce(session);
  return session;
};

describe('the rehearsal of an app that runs', () => {
  test('is found by its own file, which nobody else may read', async () => {
    const session = rehearsing();
    expect(await runningRehearsal(app)).toEqual(session);
    expect(statSync(join(session.privateDirectory, 'running.json')).mode & 0o777).toBe(0o600);
  });

  test('is not one of another app', async () => {
    rehearsing(realpathSync(temporaryDirectory()));
    expect(await runningRehearsal(app)).toBeUndefined();
  });

  test('is not one whose emulator is gone', async () => {
    rehearsing();
    await kill(emulator);
    expect(await runningRehearsal(app)).toBeUndefined();
  });

  test('is not believed where others may write to its directory', async () => {
    chmodSync(rehearsing().privateDirectory, 0o777);
    expect(await runningRehearsal(app)).toBeUndefined();
  });

  test('is not believed where its file is another one', async () => {
    writeFileSync(join(rehearsing().privateDirectory, 'running.json'), '{}');
    expect(await runningRehearsal(app)).toBeUndefined();
  });

  test('is none of a directory that is not there', async () => {
    expect(await runningRehearsal(join(app, 'no'))).toBeUndefined();
  });

  test('fails where the directory of records is none', async () => {
    mkdirSync(app, { recursive: true });
    writeFileSync(join(app, '.rehearsal'), '');
    await expect(runningRehearsal(app)).rejects.toThrow('.rehearsal is no directory');
  });
});
