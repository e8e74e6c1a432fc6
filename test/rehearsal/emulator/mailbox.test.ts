import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Mailboxes, mailboxOf, mailsOf } from '../../../lib/rehearsal/emulator/mailbox';
import { temporaryDirectory } from '../_helpers/temporary-directory';

test('mails are what the emulator wrote whole, and lie in a record as they lay there', () => {
  const directory = temporaryDirectory();
  expect(mailsOf(directory)).toEqual([]);
  mkdirSync(join(directory, 'emulator'));
  const mails = ['2026-11-27T07:00:00Z Topic: a\n\nRelease 1 failed\n', '2026-11-27T07:00:01Z Topic: b\n\n---x\n'];
  writeFileSync(join(directory, 'emulator', 'mailbox.txt'), `${mailboxOf(mails)}half of one`);
  expect(mailsOf(directory)).toEqual(mails);
});

const [FIRST, SECOND, TOKEN] = [
  '0b1c2d3e-0000-4000-8000-000000000001',
  '0b1c2d3e-0000-4000-8000-000000000002',
  '0b1c2d3e-0000-4000-8000-000000000003',
] as const;

/** An emulator whose mailbox is written to, and the records of two releases. */
const twoReleases = (said: readonly string[] = [], isKept = false) => {
  const directory = temporaryDirectory();
  const records = join(directory, 'records');
  for (const place of ['emulator', `records/${FIRST}`, `records/${SECOND}`]) {
    mkdirSync(join(directory, place), { recursive: true });
  }
  const say = (...mails: readonly string[]): void =>
    appendFileSync(join(directory, 'emulator', 'mailbox.txt'), mailboxOf(mails));
  say(...said);
  const record = (id: string): string => join(records, id);
  const read = (id: string): string => readFileSync(join(record(id), 'mailbox.txt'), 'utf8');
  return { mailboxes: new Mailboxes(directory, records, isKept), say, record, read };
};

test('each mail lies once in the record of the release that it names, else of the one that asks, as soon as it asks', () => {
  const { mailboxes, say, record, read } = twoReleases(['confirm\n']);
  say(`of ${SECOND}\n`, `of ${FIRST}\n`);
  mailboxes.deal(record(FIRST));
  expect(read(FIRST)).toBe(mailboxOf(['confirm\n', `of ${FIRST}\n`]));
  expect(read(SECOND)).toBe(mailboxOf([`of ${SECOND}\n`]));
  say(`more of ${SECOND}\n`);
  mailboxes.deal(record(SECOND));
  mailboxes.deal(record(FIRST));
  expect(read(SECOND)).toBe(mailboxOf([`of ${SECOND}\n`, `more of ${SECOND}\n`]));
  expect(read(FIRST)).toBe(mailboxOf(['confirm\n', `of ${FIRST}\n`]));
});

test('what an emulator that ran before has said is dealt out no second time', () => {
  const { mailboxes, record, read } = twoReleases([`of ${FIRST}\n`], true);
  mailboxes.deal(record(FIRST));
  expect(() => read(FIRST)).toThrow('ENOENT');
});

test('a question names the page in the record beside the link to AWS, and nothing where there is no page', () => {
  const { mailboxes, say, record, read } = twoReleases();
  say(`{"token":"${TOKEN}"}\n`, 'another\n');
  mailboxes.deal(record(FIRST), { token: TOKEN, pages: [join(record(FIRST), 'review', 'prod.html')] });
  expect(read(FIRST)).toBe(
    mailboxOf([`{"token":"${TOKEN}"}\n\nOpens in this record: review/prod.html\n`, 'another\n']),
  );
  say(`{"token":"${TOKEN}"}\n`);
  mailboxes.deal(record(SECOND), { token: TOKEN, pages: [] });
  expect(read(SECOND)).toBe(mailboxOf([`{"token":"${TOKEN}"}\n`]));
});
