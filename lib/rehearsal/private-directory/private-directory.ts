import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { UserError } from '../../ground/user-error';
import { hasCode } from '../process/has-code';
import { identify, keepTouched, OWNER, thisProcess } from '../process/identity';
import { type DirectoryPurpose, prefixOf, readMark, writeMark } from './mark';

const ATTEMPTS = 3;

/**
 * Makes a directory for files of this process alone, marked as its own: whoever comes after a process that was killed
 * knows by the mark what may be removed.
 *
 * @throws {UserError} when the directory for temporary files cannot be written to, or not be named in a PATH
 */
export const makePrivateDirectory = (
  purpose: DirectoryPurpose,
  app: string | null = null,
  parent = temporaryDirectory(),
): string => {
  if (parent.includes(delimiter)) {
    throw new UserError(
      `temporary files go to ${parent}, which no PATH can name ("${delimiter}"): set TMPDIR elsewhere`,
    );
  }
  for (let attempt = 1; ; attempt++) {
    try {
      const directory = mkdtempSync(join(parent, prefixOf(purpose)));
      writeMark(directory, {
        schema: 1,
        purpose,
        owner: thisProcess(),
        app,
        emulator: null,
        created: new Date().toISOString(),
      });
      keepTouched(join(directory, OWNER));
      return directory;
    } catch (error) {
      // Somebody who cleans up may take a directory without a mark for one whose maker was killed.
      if (hasCode(error, 'ENOENT') && attempt < ATTEMPTS) continue;
      throw unwritable(parent, error);
    }
  }
};

/** Says in the mark which emulator lives in the directory. */
export const markEmulator = (directory: string, pid: number): void => {
  const mark = readMark(directory);
  const emulator = identify(pid);
  if (mark !== undefined && emulator !== undefined) writeMark(directory, { ...mark, emulator });
};

/** The directory for temporary files, by its real name. @throws {UserError} when there is none */
export const temporaryDirectory = (): string => {
  try {
    const directory = realpathSync(tmpdir());
    accessSync(`${directory}/.`);
    return directory;
  } catch (error) {
    throw unwritable(tmpdir(), error);
  }
};

const WHY = {
  ENOENT: 'there is no such directory',
  ENOTDIR: 'it is no directory',
  EACCES: 'it may not be written to',
  EROFS: 'it is read-only',
};

const unwritable = (directory: string, error: unknown): unknown => {
  const why = Object.entries(WHY).find(([code]) => hasCode(error, code))?.[1];
  if (why === undefined) return error;
  const message = `temporary files go to ${directory}, and ${why}: set TMPDIR to a directory that you may write to`;
  return new UserError(message, { cause: error });
};

const PREFIX = 'delivery-removing-';
const NAME = new RegExp(`^${PREFIX}[0-9a-f]{12}$`);

/** True for the names of directories that are being removed. */
export const isRemovedName = (name: string): boolean => NAME.test(name);

/** Builds may leave directories that even their owner may not change. */
const REMOVE = 'rm -rf -- "$1" 2>/dev/null || { chmod -R u+rwx -- "$1"; rm -rf -- "$1"; }';

/**
 * Takes a directory out of the way at once and removes it beside this process, which need not wait and may end. Where
 * that is interrupted, the name says what it is, and the next sweep goes on.
 *
 * @param parent a directory of the same file system, where the removed one lies until it is gone
 */
export const removeAside = (directory: string, parent = dirname(directory)): void => {
  const away = join(parent, `${PREFIX}${randomBytes(6).toString('hex')}`);
  try {
    renameSync(directory, away);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  removeInBackground(away);
};

/** Removes a directory that is out of the way already. */
export const removeInBackground = (away: string): void => {
  const child = spawn('/bin/sh', ['-c', REMOVE, 'sh', away], { cwd: '/', detached: true, stdio: 'ignore' });
  child.once('error', () => rmSync(away, { recursive: true, force: true }));
  child.unref();
};
