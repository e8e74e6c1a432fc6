import { accessSync, constants, existsSync, lstatSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../ground/user-error';
import { hasCode } from '../process/has-code';
import { writeFirst } from '../process/write-whole';

/** Directory of all records, in the directory of the app. */
export const RECORDS = '.rehearsal';

const WHY = { EACCES: 'you may not', EROFS: 'the file system is read-only' };

/**
 * The directory of records of an app, which need not be there yet.
 *
 * @throws UserError where there is no app, or the directory leads elsewhere: an app that was cloned can bring links, and nothing must be written or removed
 * through them
 */
export function recordsOf(appDirectory: string): string {
  if (!statSync(appDirectory).isDirectory()) {
    throw new UserError(`${appDirectory} is no directory: name the directory of an app`);
  }
  const records = join(appDirectory, RECORDS);
  const found = lstatSync(records, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory()) {
    throw new UserError(`${records} is no directory but ${kindOf(found)}: records are written there, remove it`);
  }
  const latest = lstatSync(join(records, 'latest'), { throwIfNoEntry: false });
  if (latest !== undefined && !latest.isSymbolicLink()) {
    throw new UserError(`${records}/latest is no link but ${kindOf(latest)}: it leads to the newest record, remove it`);
  }
  return records;
}

/** Throws {@link UserError} where the directory of records cannot be made or written to. */
export function requireWritable(records: string): void {
  try {
    accessSync(existsSync(records) ? records : dirname(records), constants.W_OK);
  } catch (error) {
    throw unwritable(records, error);
  }
}

/** Makes the directory of records, where it is not there yet; it hides itself from git. */
export function makeRecords(records: string): void {
  try {
    mkdirSync(records, { recursive: true });
    writeFirst(join(records, '.gitignore'), '*\n');
  } catch (error) {
    throw unwritable(records, error);
  }
}

function unwritable(records: string, error: unknown): unknown {
  const why = Object.entries(WHY).find(([code]) => hasCode(error, code))?.[1];
  if (why === undefined) return error;
  const message = `the record of a release is written to ${records}, and ${why}: rehearse a copy, or make it writable`;
  return new UserError(message, { cause: error });
}

const kindOf = (found: { isSymbolicLink(): boolean; isDirectory(): boolean }): string => {
  if (found.isSymbolicLink()) return 'a link';
  return found.isDirectory() ? 'a directory' : 'a file';
};
