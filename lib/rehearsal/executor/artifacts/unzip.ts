import { createWriteStream } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, posix } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { Failure } from '../failure';

const TYPE_MASK = 0o170000;
const SYMBOLIC_LINK = 0o120000;
const CONCURRENCY = 16;

/**
 * Unpacks an archive into a directory.
 *
 * @throws Error (yauzl's) when an entry would lie outside of the directory, Failure when a link would lead there
 */
export async function unzip(archive: Buffer, directory: string): Promise<void> {
  const file = await fromBufferPromise(archive, { lazyEntries: true });
  const links: Entry[] = [];
  const running = new Set<Promise<void>>();
  for await (const entry of file.eachEntry()) {
    if (typeOf(entry) === SYMBOLIC_LINK) links.push(entry);
    else {
      const task: Promise<void> = extract(file, entry, directory).finally(() => running.delete(task));
      running.add(task);
      if (running.size >= CONCURRENCY) await Promise.race(running);
    }
  }
  await Promise.all(running);
  // Links last: nothing is ever written through one.
  for (const entry of links) await extractLink(file, entry, directory);
}

/** One file of an archive, or undefined where it has none of that name. */
export async function readEntry(archive: Buffer, name: string): Promise<Buffer | undefined> {
  const file = await fromBufferPromise(archive, { lazyEntries: true });
  for await (const entry of file.eachEntry()) {
    if (entry.fileName === name) return buffer(await file.openReadStreamPromise(entry));
  }
  return undefined;
}

function typeOf(entry: Entry): number {
  return (entry.externalFileAttributes >>> 16) & TYPE_MASK;
}

async function extract(file: ZipFile, entry: Entry, directory: string): Promise<void> {
  const target = join(directory, entry.fileName);
  if (entry.fileName.endsWith('/')) {
    await mkdir(target, { recursive: true });
    return;
  }
  await mkdir(dirname(target), { recursive: true });
  const mode = (entry.externalFileAttributes >>> 16) & 0o777 || 0o644;
  await pipeline(await file.openReadStreamPromise(entry), createWriteStream(target, { mode }));
}

async function extractLink(file: ZipFile, entry: Entry, directory: string): Promise<void> {
  const target = await text(await file.openReadStreamPromise(entry));
  const leadsTo = posix.join(posix.dirname(entry.fileName), target);
  if (isAbsolute(target) || leadsTo === '..' || leadsTo.startsWith('../')) {
    throw new Failure(`the archive's link ${entry.fileName} -> ${target} leads outside of it`);
  }
  const path = join(directory, entry.fileName);
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { recursive: true, force: true });
  await symlink(target, path);
}
