import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { partNameProblem } from '../../contract/part-name';
import { UserError } from '../../ground/user-error';

/**
 * Writes a bundle: as a zip file where the path ends in `.zip`, else as a directory.
 *
 * @throws {UserError} when something is there already
 * @throws {Error} when a name leads outside of the bundle
 */
export const writeBundle = async (path: string, files: ReadonlyMap<string, Buffer>): Promise<void> => {
  if (existsSync(path)) throw new UserError(`${path} exists already: name another place with --output`);
  for (const name of files.keys()) {
    const problem = partNameProblem(name);
    if (problem !== undefined) throw new Error(`"${name}" cannot be part of a bundle: ${problem}`);
  }
  mkdirSync(dirname(path), { recursive: true });
  if (path.endsWith('.zip')) writeFileSync(path, await zipped(files));
  else writeDirectory(path, files);
};

const writeDirectory = (path: string, files: ReadonlyMap<string, Buffer>): void => {
  mkdirSync(path);
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), bytes);
  }
};

/** 1980, where zip's calendar begins: the same files give the same bytes. */
const TIMELESS = new Date(1980, 0, 1);

/** Packs files, given by name, in the order given. */
export const zipped = async (files: Iterable<readonly [name: string, bytes: Buffer]>): Promise<Buffer> => {
  const archive = new ZipFile();
  for (const [name, bytes] of files) archive.addBuffer(bytes, name, { mode: 0o100644, mtime: TIMELESS });
  archive.end();
  return buffer(archive.outputStream);
};
