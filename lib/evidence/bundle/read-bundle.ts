import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../contract/user-error';
import { type Finding, finding } from '../verify/finding';
import type { Bundle } from './bundle';
import { readZip } from './read-zip';

/**
 * Reads a bundle: a directory, or a zip file with the same content.
 *
 * @throws UserError where there is neither
 */
export const readBundle = async (path: string): Promise<Bundle> => {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new UserError(`there is no bundle at ${path}: give the directory or zip file that \`evidence export\` wrote`);
  }
  return found.isDirectory() ? readDirectory(path) : readZip(path);
};

const readDirectory = (path: string): Bundle => {
  const files = new Map<string, Buffer>();
  const problems: Finding[] = [];
  const walk = (below: string): void => {
    for (const entry of readdirSync(join(path, below), { withFileTypes: true })) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) walk(name);
      else if (entry.isFile()) files.set(name, readFileSync(join(path, name)));
      else problems.push(finding('altered', name, 'it is a link or a device: a bundle holds files only'));
    }
  };
  walk('');
  return { path, files, problems };
};
