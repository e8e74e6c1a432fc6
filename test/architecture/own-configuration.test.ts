import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../lib/config';
import { CONFIG_FILE } from '../_helpers/pin-configuration';
import { configurationPaths } from './dialect';
import { filesIn } from './files-in';

/** The one file that names it: whoever needs a configuration file gets the tests' own from there. */
const HELPER = 'test/_helpers/pin-configuration.ts';

describe('the configuration that people edit', () => {
  test('is named as a file, in tests, by the helper that pins another one in its place, and by nobody else', async () => {
    const naming: string[] = [];
    for (const file of filesIn('test').filter((path) => path.endsWith('.ts'))) {
      if (configurationPaths(await readFile(file, 'utf8')).length > 0) naming.push(file);
    }
    expect(naming).toEqual([HELPER]);
  });

  test.each([
    ["import own from '../../delivery.config';", `../../${CONFIG_FILE.slice(0, -3)}`],
    ["const own = require('../delivery.config.ts');", `../${CONFIG_FILE}`],
    ["readFileSync('delivery.config.ts')", CONFIG_FILE],
    ["resolve(root, 'sub', `delivery.config.ts`)", CONFIG_FILE],
  ])('is named in %s', (text, path) => {
    expect(configurationPaths(text)).toEqual([path]);
  });

  test('may be spoken of', () => {
    expect(configurationPaths("const said = 'it is missing: edit delivery.config.ts'; // delivery.config.ts")).toEqual(
      [],
    );
  });

  test('fails whoever reads it in a test all the same', async () => {
    const told = /a test reads .*delivery\.config\.ts, which people edit/;
    await expect(loadConfig(resolve(CONFIG_FILE))).rejects.toThrow(told);
    expect(() => require('node:fs').readFileSync(CONFIG_FILE, 'utf8')).toThrow(told);
  });
});
