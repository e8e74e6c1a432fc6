import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAILBOX } from '../record/mailbox';
import { stateDirectoryIn } from './doubts';

const END = '\n---\n';

/** What people would be told by e-mail so far, in its order: time and topic, to whom, subject, text. */
export const mailsOf = (directory: string): readonly string[] => {
  const file = join(stateDirectoryIn(directory), MAILBOX);
  if (!existsSync(file)) return []; // nobody was told anything, or it is not ours
  return readFileSync(file, 'utf8').split(END).slice(0, -1);
};

/** The mailbox of one release. */
export const mailboxOf = (mails: readonly string[]): string => mails.map((mail) => `${mail}${END}`).join('');
