import type { FileHandle } from 'node:fs/promises';
import { MOST_FILES, MOST_LISTED_BYTES } from '../limits';

/** What a zip file's last bytes say of its list of files. */
export interface ZipEnd {
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
export const readEnd = async (file: FileHandle, size: number): Promise<ZipEnd> => {
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
