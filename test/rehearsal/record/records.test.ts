import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { OpenRecord } from '../../../lib/rehearsal/record/record';
import { recordsOf } from '../../../lib/rehearsal/record/records';
import { forgetSession, readSession, sessionFile } from '../../../lib/rehearsal/session/session';
import { started } from '../_helpers/events';
import { temporaryDirectory } from '../_helpers/temporary-directory';

describe('the directory of records', () => {
  test('is not made before there is a record', () => {
    const app = temporaryDirectory();
    recordsOf(app);
    expect(readdirSync(app)).toEqual([]);
  });

  test('is refused where a cloned app made it a link, and nothing is written through it', () => {
    const [app, elsewhere] = [temporaryDirectory(), temporaryDirectory()];
    symlinkSync(elsewhere, join(app, '.rehearsal'));
    expect(() => recordsOf(app)).toThrow(`${app}/.rehearsal is no directory but a link`);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test.each<[string, (records: string) => void]>([
    ['is a file', (records) => writeFileSync(records, '')],
    [
      'has a directory for its link to the newest record',
      (records) => mkdirSync(join(records, 'latest', 'x'), { recursive: true }),
    ],
  ])('is refused where it %s', (_, make) => {
    const app = temporaryDirectory();
    make(join(app, '.rehearsal'));
    expect(() => recordsOf(app)).toThrow('remove it');
  });

  test('writes through no link that a cloned app has put there', () => {
    const [app, elsewhere] = [temporaryDirectory(), join(temporaryDirectory(), 'precious')];
    writeFileSync(elsewhere, 'precious');
    const records = join(app, '.rehearsal');
    mkdirSync(records);
    for (const name of [
      '.gitignore',
      'latest',
      'session.json',
      `latest.${process.pid}.part`,
      `session.json.${process.pid}.part`,
    ]) {
      symlinkSync(elsewhere, join(records, name));
    }
    new OpenRecord(recordsOf(app), 'one').handle(started);
    expect([readFileSync(elsewhere, 'utf8'), readlinkSync(join(records, 'latest'))]).toEqual(['precious', 'one']);
    expect(readSession(records)).toBeUndefined();
    forgetSession(records);
    expect(lstatSync(sessionFile(records), { throwIfNoEntry: false })).toBeUndefined();
    expect(readFileSync(elsewhere, 'utf8')).toBe('precious');
  });
});
