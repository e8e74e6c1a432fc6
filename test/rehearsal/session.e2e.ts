import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startEmulator } from '../../lib/rehearsal/emulator/start-emulator';
import { KEPT, readMark, writeMark } from '../../lib/rehearsal/private-directory/mark';
import { makePrivateDirectory, markEmulator } from '../../lib/rehearsal/private-directory/private-directory';
import { endProcess, isAlive } from '../../lib/rehearsal/process/end-group';
import { makeRecords, recordsOf } from '../../lib/rehearsal/record/records';
import { keepSession, type Session, sessionFile } from '../../lib/rehearsal/session/session';
import { type App, delivery, foreignApp } from './_helpers/app';
import { idle, kill, killed } from './_helpers/killed';
import { ROOT } from './emulator/running-emulator';

const started: number[] = [];
afterEach(async () => {
  for (const pid of started.splice(0)) await endProcess(pid, 5_000);
});

/** A session whose command has ended, and its emulator. */
interface KeptByHand {
  readonly session: Session;
  readonly directory: string;
  readonly records: string;
  /** False where another session was there already. */
  readonly kept: boolean;
}

/** An emulator of an app in a private directory, kept as `rehearse --keep` keeps it. */
const keepOne = async (app: App): Promise<KeptByHand> => {
  const directory = makePrivateDirectory('rehearsal', app.directory, app.temporary);
  const emulator = await startEmulator({
    emulatorDirectory: join(ROOT, 'emulator'),
    nodeModules: join(ROOT, 'node_modules'),
    env: process.env,
    stateDir: join(directory, 'emulator'),
    keptBy: join(directory, KEPT),
    onStart: (pid) => markEmulator(directory, pid),
    log: () => undefined,
  });
  started.push(emulator.pid);
  const records = recordsOf(app.directory);
  makeRecords(records);
  const session: Session = {
    schema: 1,
    endpoint: emulator.endpoint,
    secret: emulator.secret,
    emulatorPid: emulator.pid,
    privateDirectory: directory,
    tools: { account: '111111111111', region: 'us-east-1' },
    pipelineName: 'foreign',
    bootstrapped: [],
  };
  const kept = keepSession(records, session);
  const mark = readMark(directory);
  if (mark === undefined) throw new Error(`${directory} has no mark`);
  writeMark(directory, { ...mark, owner: await killed() });
  return { session, directory, records, kept };
};

/** The command line in an app beside another one, with the same directory for temporary files. */
const beside = (app: App): ((args: readonly string[]) => ReturnType<App['delivery']>) => {
  const other = foreignApp();
  return (args) => delivery([...args, '--app', other.directory], undefined, { TMPDIR: app.temporary });
};

describe('down', () => {
  test('ends the kept emulator of an app, removes what belongs to it, and says so once', async () => {
    const app = foreignApp();
    const { session, records } = await keepOne(app);
    expect(statSync(sessionFile(records)).mode & 0o777).toBe(0o600);
    expect((await app.delivery(['down'])).stdout).toBe(`ended the emulator at ${session.endpoint}\n`);
    expect([isAlive(session.emulatorPid), existsSync(sessionFile(records))]).toEqual([false, false]);
    expect(await app.leftovers()).toEqual([]);
    expect((await app.delivery(['down'])).stdout).toBe('no emulator is kept: there is nothing to end\n');
  });

  test('has forgotten the session before the emulator ends, as whoever closes a rehearsal then takes it for kept', async () => {
    const app = foreignApp();
    const { session, records } = await keepOne(app);
    const down = app.delivery(['down']);
    while (isAlive(session.emulatorPid)) await setTimeout(1);
    expect(existsSync(sessionFile(records))).toBe(false);
    expect((await down).exitCode).toBe(0);
  });

  test("names another app's kept emulator and leaves it alone, until all are to be ended", async () => {
    const app = foreignApp();
    const { session } = await keepOne(app);
    const down = beside(app);
    const { stdout } = await down(['down']);
    expect(stdout).toContain('no emulator is kept for this app');
    expect(stdout).toContain(`left alone: the emulator at ${session.endpoint}, kept for ${app.directory}`);
    expect(isAlive(session.emulatorPid)).toBe(true);
    expect((await down(['down', '--all'])).stdout).toContain(`ended the emulator at ${session.endpoint}`);
    expect([isAlive(session.emulatorPid), await app.leftovers()]).toEqual([false, []]);
  });

  test('ends an emulator whose session was lost, from wherever it is called', async () => {
    const app = foreignApp();
    const { session, records } = await keepOne(app);
    rmSync(records, { recursive: true });
    const { stdout } = await beside(app)(['down']);
    expect(stdout).toContain(`ended an emulator that nobody keeps (process ${session.emulatorPid}`);
    expect([isAlive(session.emulatorPid), await app.leftovers()]).toEqual([false, []]);
  });

  test('ends the emulator of the second of two sessions in one directory, which was not kept', async () => {
    const app = foreignApp();
    const first = await keepOne(app);
    const second = await keepOne(app);
    expect([first.kept, second.kept]).toEqual([true, false]);
    expect(JSON.parse(readFileSync(sessionFile(first.records), 'utf8'))).toEqual(first.session);
    const { stdout } = await app.delivery(['down']);
    expect(stdout).toContain(`ended the emulator at ${first.session.endpoint}`);
    expect(stdout).toContain(`ended an emulator that nobody keeps (process ${second.session.emulatorPid}`);
    expect([first, second].map(({ session }) => isAlive(session.emulatorPid))).toEqual([false, false]);
    expect(await app.leftovers()).toEqual([]);
  });

  test('signals no other process, whatever session and mark say', async () => {
    const app = foreignApp();
    const { session, directory, records } = await keepOne(app);
    const { child, owner } = idle();
    writeFileSync(sessionFile(records), JSON.stringify({ ...session, emulatorPid: owner.pid }));
    const mark = readMark(directory);
    if (mark === undefined) throw new Error(`${directory} has no mark`);
    writeMark(directory, { ...mark, emulator: { pid: owner.pid, started: owner.started } });
    const { exitCode, stdout } = await app.delivery(['down']);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining(`forgot a dead session: the kept emulator at`)]);
    expect(stdout).not.toContain('ended');
    expect(isAlive(owner.pid)).toBe(true);
    await kill(child);
  });
});

test('a kept emulator that is ended while its first release runs leaves nothing', async () => {
  const app = foreignApp();
  let down: ReturnType<App['delivery']> | undefined;
  const ended = await app.delivery(['rehearse', '--keep', '--approve', 'all'], (line) => {
    if (line.includes('Build · Synth')) down ??= app.delivery(['down']);
  });
  expect((await down)?.stdout).toContain('ended the emulator at http://localhost:');
  expect([ended.exitCode, ended.stderr]).toEqual([1, expect.stringContaining('the emulator ended before the release')]);
  expect(await app.leftovers()).toEqual([]);
});
