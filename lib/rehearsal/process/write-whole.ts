import { linkSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hasCode } from './has-code';

/** More than any document of ours has. */
const LARGEST = 1024 * 1024;

/** Replaces a file: a reader sees the old one or the new one, never half of one, and never with more rights than `mode`. */
export const writeWhole = (file: string, text: string, mode = 0o644): void => {
  const part = writePart(file, text, mode);
  try {
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
};

/** The same for a file that must not be there yet; false where it is, whatever it is. */
export const writeFirst = (file: string, text: string, mode = 0o644): boolean => {
  const part = writePart(file, text, mode);
  try {
    linkSync(part, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(part, { force: true });
  }
};

/** What a file holds; undefined where there is none, and for what is no ordinary file of ordinary size. */
export const readOrdinary = (file: string): string | undefined => {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile() || found.size > LARGEST) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // Gone or replaced since, or somebody else's: then it says nothing.
    if (hasCode(error, 'ENOENT') || hasCode(error, 'EACCES')) return undefined;
    throw error;
  }
};

/** Whether a name is that of a file that was not finished, and which process was writing it. */
export const unfinishedBy = (name: string): number | undefined => {
  const pid = /\.(\d+)\.part$/.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
};

/** What lies at the part's name, a planted link too, is replaced and never written through. */
const writePart = (file: string, text: string, mode: number): string => {
  const part = `${file}.${process.pid}.part`;
  rmSync(part, { force: true });
  try {
    writeFileSync(part, text, { flag: 'wx', mode });
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  return part;
};
