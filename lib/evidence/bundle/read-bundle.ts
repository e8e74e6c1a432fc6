import { type Stats, statSync } from 'node:fs';
import { messageOf } from '../../ground/message-of';
import { UserError } from '../../ground/user-error';
import type { Bundle } from './bundle';
import { listDirectory } from './list-directory';
import { listZip } from './zip/list-zip';

/**
 * Lists a bundle: a directory, or a zip file with the same content. What its files hold is not read yet.
 *
 * @throws {UserError} when there is neither
 */
export const readBundle = async (path: string): Promise<Bundle> => {
  const found = statusOf(path);
  if (found === undefined) {
    throw new UserError(`there is no bundle at ${path}: give the directory or zip file that \`evidence export\` wrote`);
  }
  if (found.isDirectory()) return listDirectory(path);
  if (found.isFile()) return listZip(path, found.size);
  throw new UserError(`${path} is neither a directory nor a file: give what \`evidence export\` wrote`);
};

const statusOf = (path: string): Stats | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new UserError(`${path} cannot be looked at: ${messageOf(error)}`);
  }
};
