import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import picomatch from 'picomatch';

/** Which files below a directory are meant. Patterns are CodeBuild's: `file`, `dir/*`, `**`+`/*`. */
export interface Selection {
  readonly directory: string;
  readonly patterns: readonly string[];
  readonly exclude?: readonly string[];
  /** Take what links lead to instead of the links. */
  readonly followLinks: boolean;
}

/** Relative names of the files that a selection means, sorted; dot files are files like others. */
export const selectFiles = async ({
  directory,
  patterns,
  exclude = [],
  followLinks,
}: Selection): Promise<readonly string[]> => {
  const wanted = picomatch(patterns.map(normalize), { dot: true });
  const unwanted = exclude.length === 0 ? () => false : picomatch(exclude.map(normalize), { dot: true });
  const roots = startingPoints(patterns.map(normalize));
  const names: string[] = [];
  for (const root of roots) await walk(directory, root, followLinks, [], names);
  return [...new Set(names)].filter((name) => wanted(name) && !unwanted(name)).sort();
};

/** The directories to walk: the fixed beginnings of the patterns, without those below another. */
const startingPoints = (patterns: readonly string[]): readonly string[] => {
  const bases = [...new Set(patterns.map((pattern) => picomatch.scan(pattern).base))].sort();
  return bases.filter((base, i) => !bases.slice(0, i).some((other) => other === '' || base.startsWith(`${other}/`)));
};

const normalize = (pattern: string): string => pattern.replace(/^(\.\/)+/, '').replace(/\/+$/, '');

const walk = async (
  directory: string,
  name: string,
  followLinks: boolean,
  above: readonly string[],
  names: string[],
): Promise<void> => {
  const path = join(directory, name);
  const found = await stat(path).catch(absent);
  if (found === undefined) return;
  if (!found.isDirectory()) {
    names.push(name);
    return;
  }
  const real = await realpath(path);
  if (above.includes(real)) return;
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const below = name === '' ? entry.name : `${name}/${entry.name}`;
    const enter = entry.isDirectory() || (entry.isSymbolicLink() && followLinks);
    if (enter) await walk(directory, below, followLinks, [...above, real], names);
    else if (entry.isFile() || entry.isSymbolicLink()) names.push(below);
  }
};

/** Nothing for a file that is not there. */
export const absent = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
};
