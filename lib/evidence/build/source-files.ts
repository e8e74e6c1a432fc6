import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { byName } from '../by-name';

/** What a build leaves in the source's directory, and what never belongs to it: the entries of .gitignore, and git's own. */
export const NOT_SOURCE = {
  directories: ['node_modules', 'cdk.out', '.build', '.rehearsal', '.venv', '__pycache__', 'coverage', '.git'],
  suffixes: ['.pyc', '.log'],
} as const;

/** Every file of the source, sorted by name. */
export const sourceFiles = (directory: string): readonly (readonly [string, Buffer])[] => {
  const names: { readonly name: string }[] = [];
  const walk = (below: string): void => {
    for (const entry of readdirSync(join(directory, below), { withFileTypes: true })) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory() && !NOT_SOURCE.directories.some((left) => left === entry.name)) walk(name);
      else if (entry.isFile() && !NOT_SOURCE.suffixes.some((left) => name.endsWith(left))) names.push({ name });
    }
  };
  walk('');
  return names.sort(byName).map(({ name }) => [name, readFileSync(join(directory, name))]);
};
