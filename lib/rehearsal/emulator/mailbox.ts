import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { writeWhole } from '../process/write-whole';
import { MAILBOX } from '../record/mailbox';
import { stateDirectoryIn } from './doubts';

const END = '\n---\n';

/** What ids of executions look like; tokens of approvals do, too. */
const ID = /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g;

/** What people would be told by e-mail so far, in its order: time and topic, to whom, subject, text. */
export const mailsOf = (directory: string): readonly string[] => mailsIn(join(stateDirectoryIn(directory), MAILBOX));

const mailsIn = (file: string): readonly string[] => {
  if (!existsSync(file)) return []; // nobody was told anything, or it is not ours
  return readFileSync(file, 'utf8').split(END).slice(0, -1);
};

/** Mails as they lie in a mailbox. */
export const mailboxOf = (mails: readonly string[]): string => mails.map((mail) => `${mail}${END}`).join('');

/** An approval that has just been asked for, and the files that are shown of it. */
export interface AskedWithPages {
  readonly token: string;
  readonly pages: readonly string[];
}

/** Deals out to the records what people would have been told: each mail once, to the release whose id stands in it. */
export class Mailboxes {
  private dealt: number;

  /** @param isKept whether the emulator ran before: what it said then was dealt out then. */
  constructor(
    private readonly directory: string,
    private readonly records: string,
    isKept: boolean,
  ) {
    this.dealt = isKept ? mailsOf(directory).length : 0;
  }

  /** What names no release that has a record goes to the one that asks for it. */
  deal(record: string, asked?: AskedWithPages): void {
    const mails = mailsOf(this.directory);
    const fresh = mails.slice(this.dealt);
    this.dealt = mails.length;
    for (const mail of fresh) {
      const owner = this.ownerOf(mail) ?? record;
      const file = join(owner, MAILBOX);
      writeWhole(file, mailboxOf([...mailsIn(file), opened(mail, owner, asked)]));
    }
  }

  private ownerOf(mail: string): string | undefined {
    const places = (mail.match(ID) ?? []).map((id) => join(this.records, id));
    return places.find((place) => existsSync(place));
  }
}

/** The link in a question leads to AWS: where the same page lies in the record is said beside it. */
const opened = (mail: string, record: string, asked: AskedWithPages | undefined): string => {
  if (asked === undefined || !mail.includes(asked.token)) return mail;
  const here = asked.pages.map((page) => `Opens in this record: ${relative(record, page)}`);
  return here.length === 0 ? mail : [mail.trimEnd(), '', ...here, ''].join('\n');
};
