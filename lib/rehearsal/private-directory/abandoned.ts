import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from '../process/has-code';
import { OWNER } from '../process/identity';
import { unfinishedBy } from '../process/write-whole';
import { isAbandoned, isOurs, isPrivateName, type Mark, readMark } from './mark';
import { isRemovedName, removeInBackground } from './private-directory';

/** A private directory of this user whose owner is gone. */
export interface Abandoned {
  readonly directory: string;
  readonly mark: Mark;
}

/** Private directories of this user that nobody works in any more; on the way, what was only half made or removed goes. */
export const abandonedIn = (parent: string): readonly Abandoned[] =>
  ourNames(parent).flatMap((name) => {
    const directory = join(parent, name);
    if (isRemovedName(name)) removeInBackground(directory);
    if (!isPrivateName(name)) return [];
    const mark = readMark(directory);
    if (mark === undefined) removeUnmarked(directory);
    return mark !== undefined && isAbandoned(directory, mark) ? [{ directory, mark }] : [];
  });

const ourNames = (parent: string): readonly string[] =>
  readdirSync(parent).filter((name) => (isPrivateName(name) || isRemovedName(name)) && isOurs(join(parent, name)));

/** Its maker was killed before it had written the mark; one that lives makes itself another directory. */
const removeUnmarked = (directory: string): void => {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    const isMark = (name: string): boolean => name.startsWith(OWNER) && unfinishedBy(name) !== undefined;
    if (!entries.every((entry) => entry.isFile() && isMark(entry.name))) return;
    for (const { name } of entries) rmSync(join(directory, name), { force: true });
    rmdirSync(directory);
  } catch (error) {
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'ENOTEMPTY')) throw error;
  }
};
