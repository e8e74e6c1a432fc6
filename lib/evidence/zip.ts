import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** 1980, where zip's calendar begins: the same files give the same bytes. */
const TIMELESS = new Date(1980, 0, 1);

/** Packs files, given by name, in the order given. */
export const zipped = async (files: Iterable<readonly [name: string, bytes: Buffer]>): Promise<Buffer> => {
  const archive = new ZipFile();
  for (const [name, bytes] of files) archive.addBuffer(bytes, name, { mode: 0o100644, mtime: TIMELESS });
  archive.end();
  return buffer(archive.outputStream);
};
