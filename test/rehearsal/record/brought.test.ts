import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { SILENT_MILLISECONDS } from '../../../lib/rehearsal/process/identity';
import { takeDown } from '../../../lib/rehearsal/session/down';
import { sweep } from '../../../lib/rehearsal/session/sweep';
import { killed } from '../_helpers/killed';
import { temporaryDirectory } from '../_helpers/temporary-directory';

const ID = '0b5e3c1a-0000-4000-8000-000000000000';

let [app, parent] = ['', ''];
beforeEach(() => {
  [app, parent] = [temporaryDirectory(), temporaryDirectory()];
});

/** A file that a cloned app brings among its records. */
const bring = (name: string, text = ''): string => {
  const file = join(app, '.rehearsal', name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};

/** A file of a writer that lives elsewhere, if anywhere, and has said nothing for a day. */
const bringSilent = (name: string, text: string): void => {
  const longAgo = new Date(Date.now() - SILENT_MILLISECONDS - 1000);
  utimesSync(bring(name, text), longAgo, longAgo);
};

const owner = async () => JSON.stringify({ ...(await killed()), space: 'another' });

describe('records that an app has brought', () => {
  test.each(['0', '4294967296', '99999999999999999999'])('may be called after %s, which is no process', async (pid) => {
    bring(`summary.json.${pid}.part`);
    await expect(sweep(app, parent)).resolves.toMatchObject({ closed: [] });
  });

  test('may have a directory with the name of an unfinished file, which stays', async () => {
    const file = bring(`latest.${(await killed()).pid}.part/file`);
    await sweep(app, parent);
    expect(existsSync(file)).toBe(true);
  });

  test('may be nested deeper than can be written again: then they stay as they are', async () => {
    const targets = '['.repeat(200_000) + ']'.repeat(200_000);
    const text = `{"schema":1,"endTime":null,"stages":[],"targets":${targets}}`;
    bring(`${ID}/summary.json`, text);
    bringSilent(`${ID}/owner.json`, await owner());
    expect((await sweep(app, parent)).closed).toEqual([]);
    expect(readFileSync(join(app, '.rehearsal', ID, 'summary.json'), 'utf8')).toBe(text);
  });

  test('are written to and removed in their own place, wherever their links lead', async () => {
    const elsewhere = temporaryDirectory();
    const victim = join(elsewhere, 'summary.json');
    writeFileSync(victim, '{"schema":1,"endTime":null,"stages":[]}');
    bringSilent(`${ID}/owner.json`, await owner());
    symlinkSync(victim, join(app, '.rehearsal', ID, 'summary.json'));
    symlinkSync(elsewhere, join(app, '.rehearsal', ID, 'logs'));
    symlinkSync(elsewhere, join(app, '.rehearsal', ID.replace('0b', '1b')));
    await sweep(app, parent);
    expect(readFileSync(victim, 'utf8')).toBe('{"schema":1,"endTime":null,"stages":[]}');
  });

  test.each<[string, () => void]>([
    ['a directory', () => bring('session.json/file')],
    ['a pipe', () => execFileSync('mkfifo', [join(dirname(bring('file')), 'session.json')])],
    ['a link to nowhere', () => symlinkSync('/nowhere', join(dirname(bring('file')), 'session.json'))],
    ['a gigabyte', () => execFileSync('truncate', ['--size=1G', bring('session.json')])],
    ['a document without an end', () => bring('session.json', '['.repeat(500_000))],
    ['a document with other numbers', () => bring('session.json', '{"schema":1,"emulatorPid":-1}')],
  ])('have no session where it is %s: down says so and takes it away', async (_, make) => {
    make();
    const { forgotten, ended } = await takeDown(app, false);
    expect([ended, forgotten]).toEqual([undefined, expect.stringMatching(/no session of this version$/)]);
    expect(lstatSync(join(app, '.rehearsal', 'session.json'), { throwIfNoEntry: false })).toBeUndefined();
  });
});
