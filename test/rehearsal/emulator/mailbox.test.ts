import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { mailboxOf, mailsOf } from '../../../lib/rehearsal/emulator/mailbox';

test('mails are what the emulator wrote whole, and lie in a record as they lay there', () => {
  const directory = mkdtempSync(join(tmpdir(), 'delivery-mailbox-'));
  expect(mailsOf(directory)).toEqual([]);
  mkdirSync(join(directory, 'emulator'));
  const mails = ['2026-11-27T07:00:00Z Topic: a\n\nRelease 1 failed\n', '2026-11-27T07:00:01Z Topic: b\n\n---x\n'];
  writeFileSync(join(directory, 'emulator', 'mailbox.txt'), `${mailboxOf(mails)}half of one`);
  expect(mailsOf(directory)).toEqual(mails);
});
