import { accessSync, constants, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../ground/user-error';
import { parseAs } from '../private-directory/mark';
import { hasCode } from '../process/has-code';
import { keepTouched, OWNER, type Owner, ownerSchema, thisProcess } from '../process/identity';
import { readOrdinary, writeFirst, writeWhole } from '../process/write-whole';

/** Directory of all records, in the directory of the app. */
export const RECORDS = '.rehearsal';

/** Where builds lie that may be taken over. */
export const keptBuildsIn = (records: string): string => join(records, 'builds');

const WHY = { EACCES: 'you may not', EROFS: 'the file system is read-only' };

/**
 * The directory of records of an app, which need not be there yet.
 *
 * @throws {UserError} when there is no app, or the directory leads elsewhere: an app that was cloned can bring links, and nothing must be written or removed
 * through them
 */
export const recordsOf = (appDirectory: string): string => {
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
};

/** @throws {UserError} when the directory of records cannot be made or written to */
export const requireWritable = (records: string): void => {
  try {
    accessSync(existsSync(records) ? records : dirname(records), constants.W_OK);
  } catch (error) {
    throw unwritable(records, error);
  }
};

/** Makes the directory of records, where it is not there yet; it hides itself from git. */
export const makeRecords = (records: string): void => {
  try {
    mkdirSync(records, { recursive: true });
    writeFirst(join(records, '.gitignore'), '*\n');
  } catch (error) {
    throw unwritable(records, error);
  }
};

const unwritable = (records: string, error: unknown): unknown => {
  const why = Object.entries(WHY).find(([code]) => hasCode(error, code))?.[1];
  if (why === undefined) return error;
  const message = `the record of a release is written to ${records}, and ${why}: rehearse a copy, or make it writable`;
  return new UserError(message, { cause: error });
};

const kindOf = (found: { isSymbolicLink(): boolean; isDirectory(): boolean }): string => {
  if (found.isSymbolicLink()) return 'a link';
  return found.isDirectory() ? 'a directory' : 'a file';
};

/** How many records are kept, the newest included. */
export const KEPT_RECORDS = 10;

/** Executions have UUIDs, and records their names. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The records in their directory; whatever else lies there is none. */
export const recordsIn = (records: string): readonly string[] =>
  readdirSync(records, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && UUID.test(entry.name))
    .map((entry) => join(records, entry.name));

/** Removes the oldest records, but none that somebody still writes. */
export const prune = (records: string, current: string): void => {
  const old = recordsIn(records)
    .filter((directory) => directory !== join(records, current) && readOwner(directory) === undefined)
    // Another rehearsal of the app may remove the oldest at the same time.
    .map((directory) => ({ directory, time: statSync(directory, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((one, other) => other.time - one.time);
  for (const { directory } of old.slice(KEPT_RECORDS - 1)) rmSync(directory, { recursive: true, force: true });
};

/** Says that this process writes a record. */
export const ownRecord = (directory: string): void => {
  const file = join(directory, OWNER);
  writeWhole(file, `${JSON.stringify(thisProcess())}\n`);
  keepTouched(file);
};

/** Says that a record is finished. */
export const disownRecord = (directory: string): void => rmSync(join(directory, OWNER), { force: true });

/** Who writes a record; undefined for one that is finished. */
export const readOwner = (directory: string): Owner | undefined =>
  parseAs(readOrdinary(join(directory, OWNER)), ownerSchema);
