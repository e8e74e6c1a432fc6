import { open, stat } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { printable } from '../ground/printable';
import { hasCode } from '../rehearsal/process/has-code';

/** A part of a log, of whole lines. */
export interface LogPart {
  readonly text: string;
  /** Bytes of the file. */
  readonly from: number;
  readonly to: number;
  readonly size: number;
}

/** A part is not longer, however long the file is. */
export const PART_BYTES = 32 * 1024;

/** The part that ends at `end`, without the line that it cuts in two. @default end the end of the file */
export const partBefore = async (file: string, end?: number): Promise<LogPart | undefined> => {
  const size = await sizeOf(file);
  if (size === undefined) return undefined;
  const to = Math.min(end ?? size, size);
  const from = Math.max(0, to - PART_BYTES);
  const bytes = await read(file, from, to - from);
  const cut = from === 0 ? 0 : bytes.indexOf(LINE_FEED) + 1;
  return { text: shown(bytes.subarray(cut)), from: from + cut, to, size };
};

/** What whole lines were written since; from the beginning where the file was begun anew. */
export const partAfter = async (file: string, after: number): Promise<LogPart | undefined> => {
  const size = await sizeOf(file);
  if (size === undefined) return undefined;
  const from = size < after ? 0 : after;
  const bytes = await read(file, from, Math.min(size - from, PART_BYTES));
  const end = bytes.lastIndexOf(LINE_FEED) + 1;
  // A line that fills a whole part is cut.
  const length = end === 0 && bytes.length === PART_BYTES ? bytes.length : end;
  return { text: shown(bytes.subarray(0, length)), from, to: from + length, size };
};

const LINE_FEED = 0x0a;

const sizeOf = async (file: string): Promise<number | undefined> => {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

const read = async (file: string, from: number, length: number): Promise<Buffer> => {
  if (length <= 0) return Buffer.alloc(0);
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
};

const shown = (bytes: Buffer): string =>
  printable(stripVTControlCharacters(bytes.toString('utf8')).replaceAll('\r', ''));
