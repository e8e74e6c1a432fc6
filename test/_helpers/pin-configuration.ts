import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Name of the file that people edit; no test reads the repository's own, `test/architecture` and `test/run` see to it. */
export const CONFIG_FILE = 'delivery.config.ts';

/** Gives a directory a configuration of the fixtures in the place of whatever it has; answers the file. */
export const pinConfiguration = (
  directory: string,
  fixture: 'delivery-config' | 'plausible-config' = 'delivery-config',
): string => {
  const text = readFileSync(resolve(`test/_fixtures/${fixture}.ts`), 'utf8');
  const file = join(directory, CONFIG_FILE);
  writeFileSync(file, text.replace('../../lib/', './lib/'));
  return file;
};
