import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { UserError } from '../../../lib/ground/user-error';
import { startEmulator } from '../../../lib/rehearsal/emulator/start-emulator';
import { command, ROOT, type Running, runEmulator } from './running-emulator';

describe('startEmulator', () => {
  let running: Running;
  beforeAll(async () => {
    running = await runEmulator();
  });
  afterAll(() => running.end());

  test('answers on localhost and writes a request log', async () => {
    const { output } = await command(running, '222222222222', 'aws', 'sts', 'get-caller-identity');
    expect(output).toContain('"Arn": "arn:aws:iam::222222222222:root"');
    expect(readFileSync(join(running.directory, 'state', 'requests.log'), 'utf8')).toContain('GetCallerIdentity 200');
  });

  test('keeps its directory and its logs to the user, whatever lies above it', () => {
    const state = join(running.directory, 'state');
    for (const place of [state, join(state, 'requests.log'), running.emulator.logFile]) {
      expect({ place, open: statSync(place).mode & 0o077 }).toEqual({ place, open: 0 });
    }
  });

  test('gives variables for the root of an account', () => {
    expect(running.emulator.environment('333333333333', 'eu-west-1')).toMatchObject({
      AWS_ACCESS_KEY_ID: '333333333333',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: expect.stringMatching(/^http:\/\/localhost:\d+$/),
    });
  });

  test('says when and how the emulator ended', async () => {
    const other = await runEmulator();
    await other.emulator.stop();
    expect(await other.emulator.exited).toEqual({ code: 0, signal: null, lastLines: '' });
    await other.end();
  });

  /** An emulator on its own, whose standard input is a pipe of ours: our closing it is the parent's end, however it ends. */
  const withParent = async (directory: string, ...options: readonly string[]) => {
    const python = ['-m', 'delivery_emulator', '--state-dir', directory, '--with-parent', ...options];
    const env = { ...process.env, PYTHONPATH: join(ROOT, 'emulator') };
    const child = spawn('python3', python, { env, stdio: ['pipe', 'pipe', 'ignore'] });
    const [line] = await once(child.stdout, 'data');
    return { child, url: `http://localhost:${JSON.parse(String(line)).port}` };
  };

  test('leaves no emulator behind when the process that started it is gone', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'emulator-'));
    const { child } = await withParent(directory, '--kept-by', join(directory, 'kept.json'));
    child.stdin.destroy();
    expect(await once(child, 'exit')).toEqual([0, null]);
    rmSync(directory, { recursive: true });
  });

  test('outlives its starter as long as the file is there that keeps it', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'emulator-'));
    const kept = join(directory, 'kept.json');
    const { child, url } = await withParent(directory, '--kept-by', kept);
    writeFileSync(kept, '{}');
    utimesSync(kept, 0, 0);
    child.stdin.destroy();
    // It touches the file when it has noticed.
    while (statSync(kept).mtimeMs === 0) await setTimeout(20);
    expect((await fetch(url)).status).toBeGreaterThan(0);
    rmSync(kept);
    expect(await once(child, 'exit')).toEqual([0, null]);
    rmSync(directory, { recursive: true });
  });

  test('fails with its last words when it cannot start', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'emulator-'));
    writeFileSync(join(directory, 'delivery_emulator.py'), 'raise SystemExit("no luck today")');
    const start = startEmulator({
      emulatorDirectory: directory,
      nodeModules: directory,
      stateDir: join(directory, 'state'),
      env: process.env,
      log: () => undefined,
    });
    await expect(start).rejects.toThrow(UserError);
    await expect(start).rejects.toThrow(/did not start.*no luck today/s);
    rmSync(directory, { recursive: true });
  });
});
