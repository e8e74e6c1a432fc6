import { createWriteStream } from 'node:fs';
import { lstat, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { type Entry, fromBufferPromise, type ZipFile as OpenedZip } from 'yauzl';
import { ZipFile } from 'yazl';
import { leadsOut } from '../../../ground/leads-out';
import { Failure } from '../failure';

/** Fast rather than small: the archive travels no further than this machine. */
const COMPRESSION_LEVEL = 1;
/** 1980, where zip's calendar begins: the same files give the same bytes. */
const TIMELESS = new Date(1980, 0, 1);

/** A file to pack: where it is and what it is called in the archive (`/` separated). */
export interface ZipSource {
  readonly path: string;
  readonly name: string;
}

/** Packs files, keeping executable bits, and symbolic links as links. */
export const zip = async (sources: readonly ZipSource[]): Promise<Buffer> => {
  const archive = new ZipFile();
  const bytes = buffer(archive.outputStream);
  const failed = new Promise<never>((_, reject) => archive.once('error', reject));
  for (const { path, name } of sources) {
    const { mode } = await lstat(path);
    if ((mode & 0o170000) === 0o120000) {
      archive.addBuffer(Buffer.from(await readlink(path)), name, { mode, mtime: TIMELESS });
    } else {
      archive.addFile(path, name, { mode, mtime: TIMELESS, compressionLevel: COMPRESSION_LEVEL });
    }
  }
  archive.end();
  return Promise.race([bytes, failed]);
};

/** Every file and link below a directory, sorted by name; directories that hold nothing are left out, as S3 artifacts do. */
export const filesBelow = async (directory: string): Promise<readonly ZipSource[]> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path, name: path.slice(directory.length + 1) }));
};

const TYPE_MASK = 0o170000;
const SYMBOLIC_LINK = 0o120000;
const WORKERS = 16;

/**
 * Unpacks an archive into a directory.
 *
 * @throws {Error} when an entry would lie outside of the directory (yauzl's)
 * @throws {Failure} when a link would lead there
 */
export const unzip = async (archive: Buffer, directory: string): Promise<void> => {
  const file = await fromBufferPromise(archive, { lazyEntries: true });
  const entries: Entry[] = [];
  for await (const entry of file.eachEntry()) entries.push(entry);
  const isLink = (entry: Entry) => typeOf(entry) === SYMBOLIC_LINK;
  // All workers take from one iterator.
  const files = entries.filter((entry) => !isLink(entry)).values();
  const worker = async () => {
    for (const entry of files) await extract(file, entry, directory);
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  // Links last: nothing is ever written through one.
  for (const entry of entries.filter(isLink)) await extractLink(file, entry, directory);
};

/** One file of an archive, or undefined where it has none of that name. */
export const readEntry = async (archive: Buffer, name: string): Promise<Buffer | undefined> => {
  const file = await fromBufferPromise(archive, { lazyEntries: true });
  for await (const entry of file.eachEntry()) {
    if (entry.fileName === name) return buffer(await file.openReadStreamPromise(entry));
  }
  return undefined;
};

const typeOf = (entry: Entry): number => (entry.externalFileAttributes >>> 16) & TYPE_MASK;

const extract = async (file: OpenedZip, entry: Entry, directory: string): Promise<void> => {
  const target = join(directory, entry.fileName);
  if (entry.fileName.endsWith('/')) {
    await mkdir(target, { recursive: true });
    return;
  }
  await mkdir(dirname(target), { recursive: true });
  const mode = (entry.externalFileAttributes >>> 16) & 0o777 || 0o644;
  await pipeline(await file.openReadStreamPromise(entry), createWriteStream(target, { mode }));
};

const extractLink = async (file: OpenedZip, entry: Entry, directory: string): Promise<void> => {
  const target = await text(await file.openReadStreamPromise(entry));
  if (leadsOut(entry.fileName, target)) {
    throw new Failure(`the archive's link ${entry.fileName} -> ${target} leads outside of it`);
  }
  const path = join(directory, entry.fileName);
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { recursive: true, force: true });
  await symlink(target, path);
};
