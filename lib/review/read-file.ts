import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { UserError } from '../ground/user-error';

/** No template that CloudFormation takes, and no report about one, comes near it. */
const LARGEST = 64 * 1024 * 1024;

/**
 * The bytes of a file below a directory.
 *
 * @throws {UserError} when it is not there, is no file, is too large, or leads outside
 */
export const readInside = (directory: string, name: string): Buffer => {
  const root = realPath(directory);
  const path = realPath(resolve(root, name));
  if (!path.startsWith(root + sep))
    throw new UserError(`${name} leads outside ${root}: this release cannot be trusted`);
  return readSmall(path);
};

/**
 * The bytes of a file.
 *
 * @throws {UserError} when it is not there, is no file, or is too large
 */
export const readSmall = (path: string): Buffer => {
  const about = lstatSync(realPath(path));
  if (!about.isFile()) throw new UserError(`${path} is not a file: name the JSON file itself`);
  if (about.size > LARGEST) throw new UserError(`${path} has ${about.size} bytes, more than ${LARGEST}`);
  return readFileSync(path);
};

const realPath = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    throw new UserError(`there is no ${path}: name a gate report or the directory of a release, or run npm run synth`);
  }
};
