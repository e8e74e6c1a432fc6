import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import type { Entry } from 'yauzl';
import { METHODS } from './entry';

/**
 * The content of an entry, piece by piece: never more than it says it has.
 *
 * @throws {Error} when its length or checksum is another, or where something is hidden behind what is packed
 */
export async function* unpacked(path: string, entry: Entry, start: number): AsyncGenerator<Buffer> {
  const { compressedSize, uncompressedSize: size } = entry;
  const packed =
    compressedSize === 0 ? Readable.from([]) : createReadStream(path, { start, end: start + compressedSize - 1 });
  const inflating = entry.compressionMethod === METHODS.deflated ? createInflateRaw() : undefined;
  if (inflating !== undefined) {
    packed.on('error', (error: Error) => inflating.destroy(error));
    packed.pipe(inflating);
  }
  let [length, checksum] = [0, 0];
  try {
    for await (const piece of (inflating ?? packed) as AsyncIterable<Buffer>) {
      length += piece.length;
      if (length > size) throw new Error(`it unpacks to more than the ${size} bytes that it says it has`);
      checksum = crc32(piece, checksum);
      yield piece;
    }
  } finally {
    packed.destroy();
    inflating?.destroy();
  }
  if (length !== size) throw new Error(`it unpacks to ${length} bytes and says that it has ${size}`);
  if (checksum !== entry.crc32) throw new Error('its checksum (CRC-32) is not the one that the archive says');
  if (inflating !== undefined && inflating.bytesWritten !== compressedSize) {
    throw new Error(`${compressedSize - inflating.bytesWritten} bytes are hidden behind its packed content`);
  }
}
