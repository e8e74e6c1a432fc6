import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Every `node_modules` beside a directory and those above it, the nearest first: where Node looks for packages. */
export const packagesAbove = (directory: string): readonly string[] => {
  const here = join(directory, 'node_modules');
  const above = dirname(directory) === directory ? [] : packagesAbove(dirname(directory));
  return existsSync(here) ? [here, ...above] : above;
};
