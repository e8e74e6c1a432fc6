import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { privateDirectory } from './run';

/** A private directory with the given files. */
export const withFiles = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const directory = await privateDirectory();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
  return directory;
};
