import { type FileHandle, open } from 'node:fs/promises';
import { type Entry, type LocalFileHeader, openPromise } from 'yauzl';
import { messageOf } from '../../../ground/message-of';
import { type Discrepancy, finding } from '../../verify/finding';
import type { Bundle, BundleFile } from '../bundle';
import { withoutCollisions } from '../same-names';
import { descriptorLength } from './descriptor';
import { readEnd, type ZipEnd } from './end';
import { entryProblem, isDirectory, nameOf } from './entry';
import { unpacked } from './unpacked';

/** An entry with the two places that tell of it: the list at the end, and the header before its content. */
export interface Listed {
  readonly entry: Entry;
  readonly local: LocalFileHeader;
}

/**
 * Lists a bundle that is a zip file. Everything is a problem that one tool could unpack in another way than another: nothing
 * may lie between, before, behind or across its entries, and both places that tell of an entry must say the same.
 */
export const listZip = async (path: string, size: number): Promise<Bundle> => {
  try {
    const file = await open(path);
    try {
      return await listed(path, file, await readEnd(file, size));
    } finally {
      await file.close();
    }
  } catch (error) {
    const because = messageOf(error);
    return {
      path,
      files: new Map(),
      problems: [finding('altered', path, `it cannot be read as a zip file: ${because}`)],
    };
  }
};

const listed = async (path: string, file: FileHandle, end: ZipEnd): Promise<Bundle> => {
  const files = new Map<string, BundleFile>();
  const problems: Discrepancy[] = [];
  const names = new Set<string>();
  let next = 0;
  const all = await entriesOf(path, end);
  for (const { entry, local } of all.toSorted((one, other) => offsetOf(one) - offsetOf(other))) {
    const name = nameOf(entry);
    if (offsetOf({ entry }) !== next) throw new Error(misplaced(name, next, offsetOf({ entry })));
    const behind = await descriptorLength(file, entry, local);
    next = local.fileDataStart + entry.compressedSize + behind;
    const problem = names.has(name) ? 'it is in the archive twice' : entryProblem(entry, local);
    names.add(name);
    if (problem !== undefined) {
      problems.push(finding('altered', name, problem));
      files.delete(name);
    } else if (!isDirectory(entry)) {
      files.set(name, {
        size: entry.uncompressedSize,
        stored: entry.compressedSize,
        open: () => unpacked(path, entry, local.fileDataStart),
      });
    }
  }
  if (next !== end.listOffset) throw new Error(misplaced('its list of files', next, end.listOffset));
  const directories = [...names].filter((name) => name.endsWith('/')).map((name) => name.slice(0, -1));
  return withoutCollisions({ path, files, problems }, directories);
};

const entriesOf = async (path: string, end: ZipEnd): Promise<readonly Listed[]> => {
  const archive = await openPromise(path, { autoClose: false, decodeStrings: false });
  try {
    const all: Listed[] = [];
    for await (const entry of archive.eachEntry()) {
      all.push({ entry, local: await archive.readLocalFileHeaderPromise(entry) });
    }
    const length = all.reduce((sum, { entry }) => sum + lengthInList(entry), 0);
    if (length !== end.listLength)
      throw new Error(`its list of files is ${length} bytes long, and says ${end.listLength}`);
    return all;
  } finally {
    archive.close();
  }
};

/** Source: APPNOTE.TXT 4.3.12. */
const lengthInList = ({ fileNameLength, extraFieldLength, fileCommentLength }: Entry): number =>
  46 + fileNameLength + extraFieldLength + fileCommentLength;

const offsetOf = ({ entry }: { readonly entry: Entry }): number => entry.relativeOffsetOfLocalHeader;

const misplaced = (name: string, expected: number, found: number): string =>
  found > expected
    ? `${found - expected} bytes before ${name} belong to no file`
    : `${name} lies across what comes before it, at byte ${found}`;
