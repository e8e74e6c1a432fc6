import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { partNameProblem } from '../../contract/part-name';
import { UserError } from '../../ground/user-error';
import { zipped } from '../zip';

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
