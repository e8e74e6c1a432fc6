import type { FileHandle } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { type Entry, type LocalFileHeader, parseExtraFields } from 'yauzl';
import { partNameProblem } from '../../../contract/part-name';

/** Bits of the general purpose flag. Source: APPNOTE.TXT 4.4.4. */
const FLAGS = { encrypted: 1, level: 6, descriptor: 8, utf8: 0x800 } as const;

/** Source: APPNOTE.TXT 4.4.5. */
export const METHODS = { stored: 0, deflated: 8 } as const;

/** Extra fields that hold times, owners and Java's mark, which nobody needs; all others change names, sizes or how content is read. */
const HARMLESS: ReadonlySet<number> = new Set([0x000a, 0x5455, 0x5855, 0x7855, 0x7875, 0xcafe]);

const TYPE_MASK = 0o170000;
const [REGULAR, DIRECTORY, LINK] = [0o100000, 0o040000, 0o120000];
const DOS_DIRECTORY = 0x10;

/** As it is listed, where whatever is no UTF-8 shows as U+FFFD. */
export const nameOf = ({ fileNameRaw }: Entry): string => fileNameRaw.toString('utf8');

/** Whether nothing but a directory is meant. */
export const isDirectory = (entry: Entry): boolean => nameOf(entry).endsWith('/');

/** Why an entry is none that every tool reads the same way, or undefined. */
export const entryProblem = (entry: Entry, local: LocalFileHeader): string | undefined =>
  nameProblem(entry, local) ?? packingProblem(entry, local) ?? typeProblem(entry) ?? sizeProblem(entry, local);

const nameProblem = (entry: Entry, local: LocalFileHeader): string | undefined => {
  const { fileNameRaw: raw, generalPurposeBitFlag: flags } = entry;
  if (!raw.equals(local.fileName)) return `its own header calls it ${local.fileName.toString('utf8')}`;
  const ascii = raw.every((byte) => byte < 0x80);
  if (!ascii && ((flags & FLAGS.utf8) === 0 || !isUtf8(raw))) return 'its name is not in UTF-8';
  const name = nameOf(entry);
  return partNameProblem(isDirectory(entry) ? name.slice(0, -1) : name);
};

const isUtf8 = (bytes: Buffer): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

const packingProblem = (entry: Entry, local: LocalFileHeader): string | undefined => {
  const { generalPurposeBitFlag: flags, compressionMethod: method } = entry;
  if ((flags & FLAGS.encrypted) !== 0) return 'it is encrypted';
  const unknown = flags & ~(FLAGS.level | FLAGS.descriptor | FLAGS.utf8);
  if (unknown !== 0) return `it is packed in a way that not every tool knows, flags 0x${unknown.toString(16)}`;
  if (method !== METHODS.stored && method !== METHODS.deflated)
    return `it is packed by method ${method}, not by 0 or 8`;
  if (local.generalPurposeBitFlag !== flags || local.compressionMethod !== method)
    return 'its own header says that it is packed in another way than the list does';
  if (method === METHODS.stored && (flags & FLAGS.descriptor) !== 0)
    return 'its own header does not say how long it is, and it is not packed: nobody can tell where it ends';
  const extra = [...entry.extraFields, ...parseExtraFields(local.extraField)].find(({ id }) => !HARMLESS.has(id));
  return extra === undefined
    ? undefined
    : `it has the extra field 0x${extra.id.toString(16).padStart(4, '0')}, which some tools believe`;
};

const typeProblem = (entry: Entry): string | undefined => {
  const { externalFileAttributes: attributes } = entry;
  const type = (attributes >>> 16) & TYPE_MASK;
  if (isDirectory(entry)) {
    const empty = entry.uncompressedSize === 0 && entry.compressedSize === 0 && entry.crc32 === 0;
    if (!empty) return 'it has content under the name of a directory';
    return type === 0 || type === DIRECTORY ? undefined : 'it is called a directory, and is none';
  }
  if ((type !== 0 && type !== REGULAR) || (attributes & DOS_DIRECTORY) !== 0)
    return `it is ${type === LINK ? 'a link' : 'a directory or a device'}: a bundle holds files only`;
  return undefined;
};

const sizeProblem = (entry: Entry, local: LocalFileHeader): string | undefined => {
  const told = (['crc32', 'compressedSize', 'uncompressedSize'] as const).map((field) => [entry[field], local[field]]);
  const later = (entry.generalPurposeBitFlag & FLAGS.descriptor) !== 0;
  return told.every(([listed, own]) => listed === own || (later && own === 0))
    ? undefined
    : 'its own header says other sizes or another checksum than the list does';
};

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
