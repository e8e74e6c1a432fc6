import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { Summary } from '../../../lib/rehearsal/record/summary';
import { type App, type Ended, foreignApp } from '../_helpers/app';
import { presynthesize } from '../_helpers/presynthesize';
import { processesOf, type Victim, victimsOf } from './victims';

/** How processes are killed. */
export const KILL_SIGNALS = ['SIGKILL', 'SIGTERM', 'SIGINT'] as const;
type KillSignal = (typeof KILL_SIGNALS)[number];

/** When a process is killed: so much after the beginning, or after the so-manieth of its kind came. */
export interface Moment {
  readonly victim: Victim;
  /** How it is killed. @default SIGKILL */
  readonly signal?: KillSignal;
  /** How much: lines of progress. */
  readonly after: number;
  /** And so long after that. @default 0 ms */
  readonly milliseconds?: number;
  /** Counted from the appearance of this one of its kind, beginning with 1. @default from the command's beginning */
  readonly of?: number;
}

/** What the killed rehearsal came to. */
export interface Killed {
  readonly ended: Ended;
  /** False where the command had ended before the moment came. */
  readonly killed: boolean;
}

/** The small app with a function, whose synthesis has been done before: `cdk synth` copies it. */
export const quickApp = (): App => {
  const app = foreignApp();
  const account = (digit: string): string => digit.repeat(12);
  const environments = [
    { name: 'dev', account: account('2'), region: 'us-east-1' },
    { name: 'prod', account: account('3'), region: 'eu-west-1' },
  ];
  app.configure({ environments, greeted: true });
  presynthesize(app);
  return app;
};

/** Rehearses and kills a process at a moment. */
export const rehearseAndKill = async (
  app: App,
  { victim, signal = 'SIGKILL', after, milliseconds = 0, of }: Moment,
): Promise<Killed> => {
  let [lines, command, killed, over] = [0, 0, false, false];
  let due: number | undefined;
  const seen = new Set<number>();
  let first: number | undefined = of === undefined ? 0 : undefined;
  const strike = (): void => {
    if (killed || over || command === 0) return;
    const alive = victim === 'command' ? [command] : victimsOf(victim, app.temporary);
    for (const pid of alive) seen.add(pid);
    if (of !== undefined && seen.size >= of) first ??= lines;
    const [pid] = alive;
    if (first === undefined || lines < first + after) return;
    due ??= Date.now() + milliseconds;
    if (pid === undefined || Date.now() < due) return;
    killed = kill(pid, signal);
  };
  const ended = app
    .delivery(['rehearse', '--approve', 'all'], (line, pid) => {
      command = pid;
      if (/ [▸✓✗!■] /.test(line)) lines += 1;
      strike();
    })
    .finally(() => {
      over = true;
    });
  // Shells and functions come and go between two lines.
  while (!over) {
    strike();
    await setTimeout(5);
  }
  return { ended: await ended, killed };
};

/** False where the process ended by itself after it had been seen: the next of its kind is taken. */
const kill = (pid: number, signal: KillSignal): boolean => {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
};

/** What the records of an app say, whole. */
export const records = (app: App): readonly Summary[] => {
  const directory = join(app.directory, '.rehearsal');
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => /^[0-9a-f-]{36}$/.test(name))
    .map((name) => JSON.parse(readFileSync(join(directory, name, 'summary.json'), 'utf8')) as Summary);
};

/** The next rehearsal passes, and of both nothing is left but honest records. */
export const expectNextToPass = async (app: App): Promise<void> => {
  const next = await app.delivery(['rehearse', '--approve', 'all']);
  if (next.exitCode !== 0) throw new Error(`${next.stdout}\n${next.stderr}\nexit code ${next.exitCode}`);
  await expectNothingLeft(app);
  expect(app.summary().status).toBe('Succeeded');
};

/** `down` sweeps up, and does not say that it ended what was not kept. */
export const expectDownToLeaveNothing = async (app: App): Promise<void> => {
  const { exitCode, stdout } = await app.delivery(['down', '--json']);
  expect([exitCode, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ ended: null, forgotten: null })]);
  await expectNothingLeft(app);
};

/** No process, no temporary file, and every record closed. */
export const expectNothingLeft = async (app: App): Promise<void> => {
  expect(await app.leftovers()).toEqual([]);
  expect(processesOf(app.temporary)).toEqual([]);
  for (const { status, endTime, stages } of records(app)) {
    const actions = stages.flatMap((stage) => stage.actions);
    expect([status, ...stages.map((stage) => stage.status)]).not.toContain('InProgress');
    expect([endTime, ...actions.map((action) => action.endTime)]).not.toContain(null);
    const abandoned = actions.filter((action) => action.status === 'Abandoned');
    expect(abandoned.filter(({ summary }) => summary === '')).toEqual([]);
  }
  const directory = join(app.directory, '.rehearsal');
  const names = existsSync(directory) ? readdirSync(directory, { recursive: true, encoding: 'utf8' }) : [];
  expect(names.filter((name) => /owner\.json|\.part$|session/.test(name))).toEqual([]);
};

/** What a killed rehearsal must have come to, whatever was killed. */
export const expectHonest = (app: App, { victim, signal = 'SIGKILL' }: Moment, { ended, killed }: Killed): void => {
  const { exitCode, stderr } = ended;
  if (victim === 'command') {
    const said = STOPPED[signal];
    // Whoever is stopped after the verdict has given it.
    const isOver = exitCode === 0 && signal !== 'SIGKILL' && newestOf(app)?.status === 'Succeeded';
    expect([killed, ...(isOver ? said : [exitCode, stderr])]).toEqual([true, ...said]);
    return;
  }
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(stderr.trim().split('\n').slice(1)).toEqual([]);
  if (exitCode === 0) expect(newestOf(app)?.status).toBe('Succeeded');
  else expect(exitCode === 1 || (victim === 'emulator' && exitCode === 2)).toBe(true);
  if (victim === 'emulator' && killed && exitCode !== 0) expect(stderr).toContain('the emulator ');
};

/** How a stopped command ends, and what it says, once. */
const STOPPED = {
  SIGKILL: [null, ''],
  SIGTERM: [143, 'stopped by SIGTERM\n'],
  SIGINT: [130, 'stopped by Ctrl-C\n'],
} as const;

const newestOf = (app: App): Summary | undefined =>
  records(app)
    .filter(({ endTime }) => endTime !== null)
    .sort(byStart)[0];

const byStart = (one: Summary, other: Summary): number => other.startTime.localeCompare(one.startTime);
