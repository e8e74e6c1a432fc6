import type { FileHandle } from 'node:fs/promises';
import type { Entry, LocalFileHeader } from 'yauzl';
import { FLAGS } from './entry';

/** Source: APPNOTE.TXT 4.3.9; it may begin with a signature or not. */
const SIGNATURE = Buffer.of(0x50, 0x4b, 0x07, 0x08);

/**
 * Bytes behind an entry's content that repeat its sizes, where its header announces them.
 *
 * @throws {Error} when they say something else than the list of files
 */
export const descriptorLength = async (file: FileHandle, entry: Entry, local: LocalFileHeader): Promise<number> => {
  if ((local.generalPurposeBitFlag & FLAGS.descriptor) === 0) return 0;
  const expected = Buffer.alloc(12);
  [entry.crc32, entry.compressedSize, entry.uncompressedSize].forEach((value, index) => {
    expected.writeUInt32LE(value, 4 * index);
  });
  const found = Buffer.alloc(16);
  await file.read(found, 0, found.length, local.fileDataStart + entry.compressedSize);
  if (found.equals(Buffer.concat([SIGNATURE, expected]))) return found.length;
  if (found.subarray(0, expected.length).equals(expected)) return expected.length;
  throw new Error(
    `what follows ${entry.fileNameRaw.toString('utf8')} says other sizes or another checksum than the list of files`,
  );
};
