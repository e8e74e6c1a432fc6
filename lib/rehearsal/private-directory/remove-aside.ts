import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hasCode } from '../process/has-code';

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
export function removeAside(directory: string, parent = dirname(directory)): void {
  const away = join(parent, `${PREFIX}${randomBytes(6).toString('hex')}`);
  try {
    renameSync(directory, away);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  removeInBackground(away);
}

/** Removes a directory that is out of the way already. */
export function removeInBackground(away: string): void {
  const child = spawn('/bin/sh', ['-c', REMOVE, 'sh', away], { cwd: '/', detached: true, stdio: 'ignore' });
  child.once('error', () => rmSync(away, { recursive: true, force: true }));
  child.unref();
}
