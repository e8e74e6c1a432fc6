import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadConfig, parseConfig } from '../../lib/config';
import { UserError } from '../../lib/ground/user-error';
import config from '../_fixtures/delivery-config';
import { CONFIG_FILE, pinConfiguration } from '../_helpers/pin-configuration';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'load-config-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('a configuration file', () => {
  test('is read as the app reads it', async () => {
    expect(await loadConfig(pinConfiguration(directory))).toEqual(parseConfig(config));
  });

  test('may import files of its own', async () => {
    await writeFile(join(directory, 'base.ts'), `export const base = ${JSON.stringify(config)} as const;`);
    const file = join(directory, CONFIG_FILE);
    await writeFile(file, "import { base } from './base';\nexport default { ...base, application: 'other' };\n");
    expect((await loadConfig(file)).application).toBe('other');
  });

  test.each([
    ['that is empty', '', 'delivery.config.ts is empty: restore delivery.config.ts'],
    ['that is blank', ' \n', 'delivery.config.ts is empty: restore delivery.config.ts'],
    [
      'with a syntax error',
      'const config = {\n  tools: [,;\n};\n',
      'delivery.config.ts:2:12 does not compile (Unexpected ";"): edit delivery.config.ts',
    ],
    [
      'that imports what is not there',
      "import { x } from './absent';\nexport default x;\n",
      'delivery.config.ts:1:19 does not compile (Could not resolve "./absent"): edit delivery.config.ts',
    ],
    [
      'that throws',
      "throw new Error('no account for prod');\n",
      'delivery.config.ts threw while it was read (no account for prod): edit delivery.config.ts',
    ],
    [
      'without a default export',
      'export const config = {};\n',
      'delivery.config.ts has no default export: end it with `export default config;`',
    ],
  ])('fails %s', async (_, text, message) => {
    const file = join(directory, CONFIG_FILE);
    await writeFile(file, text);
    const loading = loadConfig(file);
    await expect(loading).rejects.toThrow(UserError);
    await expect(loading).rejects.toThrow(message);
  });

  test('fails when it is not there', async () => {
    const file = join(directory, CONFIG_FILE);
    await expect(loadConfig(file)).rejects.toThrow(/delivery\.config\.ts cannot be read \(ENOENT.*\): restore/);
  });
});
