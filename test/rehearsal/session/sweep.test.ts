import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { makePrivateDirectory, removeAside } from '../../../lib/rehearsal/private-directory/private-directory';
import { identify, processSpace, SILENT_MILLISECONDS, thisProcess } from '../../../lib/rehearsal/process/identity';
import { OpenRecord } from '../../../lib/rehearsal/record/record';
import { recordsOf } from '../../../lib/rehearsal/record/records';
import { sweep } from '../../../lib/rehearsal/session/sweep';
import { ACTIONS, stageEvents, started, startedAction } from '../_helpers/events';
import { idle, kill, killed, privateDirectoryOf } from '../_helpers/killed';
import { temporaryDirectory } from '../_helpers/temporary-directory';

let [app, parent] = ['', ''];
beforeEach(() => {
  [app, parent] = [temporaryDirectory(), temporaryDirectory()];
});

/** What is left in the directory for temporary files once nothing is being removed any more. */
const left = async (): Promise<readonly string[]> => {
  while (readdirSync(parent).some((name) => name.startsWith('delivery-removing-'))) await setTimeout(10);
  return readdirSync(parent);
};

describe('a sweep', () => {
  test('removes what a killed process has left, and tells whose it was', async () => {
    privateDirectoryOf(await killed(), parent, app);
    expect((await sweep(app, parent)).removed).toEqual([app]);
    expect(await left()).toEqual([]);
  });

  test('leaves a living process alone, and removes its directory once it was killed', async () => {
    const { child, owner } = idle();
    const directory = privateDirectoryOf(owner, parent);
    expect((await sweep(app, parent)).removed).toEqual([]);
    expect(existsSync(join(directory, 'file'))).toBe(true);
    await kill(child);
    expect((await sweep(app, parent)).removed).toEqual([null]);
  });

  test('leaves alone what this process has made', async () => {
    const directory = makePrivateDirectory('build', null, parent);
    expect((await sweep(app, parent)).removed).toEqual([]);
    expect(readdirSync(directory)).toEqual(['owner.json']);
  });

  test('tells a process from a later one with the same id', async () => {
    privateDirectoryOf({ ...thisProcess(), started: '1' }, parent);
    expect((await sweep(app, parent)).removed).toEqual([null]);
  });

  test('leaves alone what belongs to another container or machine, until that has been silent for a day', async () => {
    const directory = privateDirectoryOf({ ...(await killed()), space: 'another' }, parent);
    expect((await sweep(app, parent)).removed).toEqual([]);
    const longAgo = new Date(Date.now() - SILENT_MILLISECONDS - 1000);
    utimesSync(join(directory, 'owner.json'), longAgo, longAgo);
    expect((await sweep(app, parent)).removed).toEqual([null]);
  });

  test.each<[string, (directory: string) => void]>([
    ['that others may write to', (directory) => chmodSync(directory, 0o777)],
    ['without a mark', (directory) => rmSync(join(directory, 'owner.json'))],
    ['whose mark is cut off', (directory) => writeFileSync(join(directory, 'owner.json'), '{"schema":1,"purp')],
    [
      'whose mark is a link',
      (directory) => {
        const elsewhere = join(app, 'mark.json');
        writeFileSync(elsewhere, readFileSync(join(directory, 'owner.json')));
        rmSync(join(directory, 'owner.json'));
        symlinkSync(elsewhere, join(directory, 'owner.json'));
      },
    ],
  ])('leaves alone a directory %s', async (_, change) => {
    const directory = privateDirectoryOf(await killed(), parent);
    change(directory);
    expect((await sweep(app, parent)).removed).toEqual([]);
    expect(existsSync(join(directory, 'file'))).toBe(true);
  });

  test('follows no link to a directory elsewhere', async () => {
    const directory = privateDirectoryOf(await killed(), app);
    symlinkSync(directory, join(parent, 'delivery-rehearsal-bbbbbb'));
    expect((await sweep(app, parent)).removed).toEqual([]);
    expect(existsSync(join(directory, 'file'))).toBe(true);
  });

  test('leaves alone a directory without a mark that holds something else under a name of one', async () => {
    mkdirSync(join(parent, 'delivery-build-aaaaaa', 'owner.json.12345.part', 'much'), { recursive: true });
    await sweep(app, parent);
    expect(await left()).toEqual(['delivery-build-aaaaaa']);
  });

  test('removes what was killed before it was marked, and goes on with what was being removed', async () => {
    mkdirSync(join(parent, 'delivery-build-aaaaaa'));
    mkdirSync(join(parent, 'delivery-build-bbbbbb'));
    writeFileSync(join(parent, 'delivery-build-bbbbbb', 'owner.json.12345.part'), '{');
    mkdirSync(join(parent, 'delivery-removing-0123456789ab', 'much'), { recursive: true });
    mkdirSync(join(parent, 'somebody-elses'));
    await sweep(app, parent);
    expect(await left()).toEqual(['somebody-elses']);
  });
});

describe('the directory for temporary files', () => {
  test.each([
    ['is nowhere', 'nowhere', /there is no such directory/],
    ['is a file', 'file', /it is no directory/],
    ['has a colon', 'a:b', /no PATH can name/],
  ])('is refused where it %s', (_, name, why) => {
    writeFileSync(join(parent, 'file'), '');
    mkdirSync(join(parent, 'a:b'));
    expect(() => makePrivateDirectory('rehearsal', null, join(parent, name))).toThrow(why);
  });
});

describe('a directory that is removed aside', () => {
  test('is out of the way at once, and gone later, also where it may not be changed', async () => {
    const directory = privateDirectoryOf(thisProcess(), parent);
    mkdirSync(join(directory, 'closed'));
    writeFileSync(join(directory, 'closed', 'file'), '');
    chmodSync(join(directory, 'closed'), 0o500);
    removeAside(directory);
    expect(existsSync(directory)).toBe(false);
    expect(await left()).toEqual([]);
  });

  test('need not be there', () => {
    expect(() => removeAside(join(parent, 'nothing'))).not.toThrow();
  });
});

describe('the record of a killed process', () => {
  const ID = '0b5e3c1a-0000-4000-8000-000000000000';
  const read = () => JSON.parse(readFileSync(join(app, '.rehearsal', ID, 'summary.json'), 'utf8'));

  /** A record in the middle of an action, whose writer is somebody else. */
  const recordOf = (owner: object, events = [started, ...stageEvents(ACTIONS.source, 0, 1, 'Succeeded')]): string => {
    const record = new OpenRecord(recordsOf(app), ID);
    for (const event of events) record.handle(event);
    if (events.length > 0) {
      record.handle({ type: 'stage-started', time: started.time, stageName: 'Build' });
      record.handle(startedAction(ACTIONS.build, 2));
    }
    writeFileSync(join(record.directory, 'owner.json'), JSON.stringify(owner));
    return record.directory;
  };

  test('is closed: stopped, what ran is abandoned, and why', async () => {
    const owner = await killed();
    const directory = recordOf(owner);
    mkdirSync(join(directory, 'evidence.part'));
    writeFileSync(join(directory, `summary.json.${owner.pid}.part`), '{');
    expect((await sweep(app, parent)).closed).toEqual([directory]);
    const { status, endTime, stages } = read();
    expect([status, endTime]).toEqual(['Stopped', expect.stringMatching(/Z$/)]);
    expect(stages[0].actions[0]).toMatchObject({ status: 'Succeeded' });
    expect([stages[1].status, stages[1].actions[0]]).toEqual([
      'Stopped',
      expect.objectContaining({ status: 'Abandoned', summary: expect.stringContaining(`(${owner.pid}) was killed`) }),
    ]);
    expect(readdirSync(directory).toSorted()).toEqual(['logs', 'summary.json']);
    expect((await sweep(app, parent)).closed).toEqual([]);
  });

  test('is closed by whoever finds its private directory, from another app too', async () => {
    const owner = await killed();
    recordOf(owner);
    privateDirectoryOf(owner, parent, app);
    await sweep(temporaryDirectory(), parent);
    expect(read().status).toBe('Stopped');
  });

  test('is left alone while its writer lives', async () => {
    const directory = recordOf(thisProcess());
    expect((await sweep(app, parent)).closed).toEqual([]);
    expect([read().status, existsSync(join(directory, 'owner.json'))]).toEqual(['InProgress', true]);
  });

  test('is removed where its execution never started', async () => {
    const directory = recordOf(await killed(), []);
    await sweep(app, parent);
    expect(existsSync(directory)).toBe(false);
  });
});

describe('a process', () => {
  test('is known by its id and its start, and unknown once it is gone', async () => {
    expect(identify(process.pid)).toEqual({ pid: process.pid, started: expect.stringMatching(/./) });
    expect(processSpace()).toBe(processSpace());
    expect(identify((await killed()).pid)).toBeUndefined();
  });
});
