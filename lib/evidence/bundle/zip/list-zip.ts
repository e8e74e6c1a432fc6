import { type FileHandle, open } from 'node:fs/promises';
import { type Entry, type LocalFileHeader, openPromise } from 'yauzl';
import { messageOf } from '../../../ground/message-of';
import { type Discrepancy, finding } from '../../verify/finding';
import type { Bundle, BundleFile } from '../bundle';
import { MOST_FILES, MOST_LISTED_BYTES } from '../limits';
import { withoutCollisions } from '../same-names';
import { descriptorLength, entryProblem, isDirectory, nameOf } from './entry';
import { unpacked } from './unpacked';

/** What a zip file's last bytes say of its list of files. */
interface ZipEnd {
  readonly listOffset: number;
  readonly listLength: number;
}

/** Source: APPNOTE.TXT 4.3.15 and 4.3.16. */
const [LOCATOR_LENGTH, END_LENGTH] = [20, 22];
const [LOCATOR, END] = [0x07064b50, 0x06054b50];

/**
 * Reads the end of a zip file, in the one form that leaves no choice: the last 22 bytes, without a comment, nothing in zip64
 * (no bundle is that large), and the list of files right before them.
 *
 * @throws {Error} when it has another form, or lists more than a bundle holds
 */
const readEnd = async (file: FileHandle, size: number): Promise<ZipEnd> => {
  const start = Math.max(0, size - END_LENGTH - LOCATOR_LENGTH);
  const bytes = Buffer.alloc(size - start);
  await file.read(bytes, 0, bytes.length, start);
  const end = bytes.subarray(-END_LENGTH);
  if (end.length < END_LENGTH || end.readUInt32LE(0) !== END || end.readUInt16LE(20) !== 0) {
    throw new Error(
      'it does not end where its list of files ends: it is cut off, or something was put behind it, be it a comment',
    );
  }
  const [disk, listDisk, here, count] = [4, 6, 8, 10].map((at) => end.readUInt16LE(at));
  const [listLength, listOffset] = [end.readUInt32LE(12), end.readUInt32LE(16)];
  const zip64 = bytes.length > END_LENGTH + 3 && bytes.readUInt32LE(0) === LOCATOR;
  if (zip64) throw new Error('it is in the form zip64, which no bundle needs and not every tool reads the same way');
  if (disk !== 0 || listDisk !== 0 || here !== count) throw new Error('it is one of several that belong together');
  if (count === undefined || count > MOST_FILES)
    throw new Error(`it lists ${count} files, a bundle at most ${MOST_FILES}`);
  if (listLength > MOST_LISTED_BYTES)
    throw new Error(`its list of files is ${listLength} bytes long, at most ${MOST_LISTED_BYTES} are read`);
  if (listOffset + listLength !== size - END_LENGTH) {
    throw new Error(
      `its list of files should end at byte ${size - END_LENGTH}, it says ${listOffset + listLength}: something was put before or behind it`,
    );
  }
  return { listOffset, listLength };
};

/** An entry with the two places that tell of it: the list at the end, and the header before its content. */
interface Listed {
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
