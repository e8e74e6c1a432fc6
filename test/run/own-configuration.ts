import fs from 'node:fs';
import promises from 'node:fs/promises';
import { resolve } from 'node:path';
import { CONFIG_FILE } from '../_helpers/pin-configuration';

/**
 * No test reads the configuration that people edit: with accounts of theirs in it, `npm run check` would be red and every
 * release would end in Build. What a test asks of a configuration it asks of one in `test/_fixtures`.
 */
const OWN = resolve(CONFIG_FILE);

const MARK = Symbol.for('the own configuration is out of reach');

const guarded = <A extends readonly unknown[], R>(read: (file: unknown, ...rest: A) => R) =>
  Object.assign(
    (file: unknown, ...rest: A): R => {
      if (typeof file === 'string' && resolve(file) === OWN) {
        throw new Error(
          `a test reads ${OWN}, which people edit: give it a configuration by pinConfiguration(directory)`,
        );
      }
      return read(file, ...rest);
    },
    { [MARK]: true },
  );

// Node's modules outlive a test file: each is guarded once in a worker.
if (!(MARK in fs.readFileSync)) {
  Object.assign(fs, { readFileSync: Object.assign(guarded(fs.readFileSync as never), fs.readFileSync) });
  Object.assign(promises, { readFile: guarded(promises.readFile as never) });
}
