import { createWriteStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { UserError } from '../../contract/user-error';
import { partNameProblem } from '../part-name';

/** 1980, where zip's calendar begins: the same files give the same bytes. */
const TIMELESS = new Date(1980, 0, 1);

/**
 * Writes a bundle: as a zip file where the path ends in `.zip`, else as a directory.
 *
 * @throws UserError where something is there already, Error where a name leads outside of the bundle
 */
export const writeBundle = async (path: string, files: ReadonlyMap<string, Buffer>): Promise<void> => {
  if (existsSync(path)) throw new UserError(`${path} exists already: name another place with --output`);
  for (const name of files.keys()) {
    const problem = partNameProblem(name);
    if (problem !== undefined) throw new Error(`"${name}" cannot be part of a bundle: ${problem}`);
  }
  mkdirSync(dirname(path), { recursive: true });
  if (path.endsWith('.zip')) await writeZip(path, files);
  else writeDirectory(path, files);
};

const writeDirectory = (path: string, files: ReadonlyMap<string, Buffer>): void => {
  mkdirSync(path);
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), bytes);
  }
};

const writeZip = async (path: string, files: ReadonlyMap<string, Buffer>): Promise<void> => {
  const archive = new ZipFile();
  for (const [name, bytes] of files) archive.addBuffer(bytes, name, { mode: 0o100644, mtime: TIMELESS });
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(path));
};
