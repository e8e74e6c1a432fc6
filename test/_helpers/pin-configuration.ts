import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Day, dayOf, daysAfter } from '../../lib/contract/grace';

/** Name of the file that people edit; no test reads the repository's own, `test/architecture` and `test/run` see to it. */
export const CONFIG_FILE = 'delivery.config.ts';

/** The register of acknowledgements with a later end where one is over: what a test asks is not what day it is. */
export const renewed = (register: string, today: Day): string =>
  register.replace(/^( {2}expires: )(.+)$/gm, (line, key: string, day: string) =>
    day < today ? `${key}${daysAfter(today, 30)}` : line,
  );

const ALL = 'export default config;';
const FIRST_ENVIRONMENT = 'export default { ...config, environments: config.environments.slice(0, 1) };';

/**
 * Gives a directory a configuration of the fixtures in the place of whatever it has, and renews its acknowledgements; answers
 * the file of the configuration. `one-environment` is the first of `delivery-config`: what a gate says of one, it says of three,
 * later.
 */
export const pinConfiguration = (
  directory: string,
  fixture: 'delivery-config' | 'one-environment' | 'plausible-config' = 'delivery-config',
): string => {
  const one = fixture === 'one-environment';
  const text = readFileSync(resolve(`test/_fixtures/${one ? 'delivery-config' : fixture}.ts`), 'utf8');
  const register = join(directory, 'acknowledgements.yaml');
  if (existsSync(register)) writeFileSync(register, renewed(readFileSync(register, 'utf8'), dayOf(new Date())));
  const file = join(directory, CONFIG_FILE);
  writeFileSync(file, text.replace('../../lib/', './lib/').replace(ALL, one ? FIRST_ENVIRONMENT : ALL));
  return file;
};
