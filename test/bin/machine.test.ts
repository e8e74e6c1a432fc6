import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readMachine } from '../../bin/commands/machine';
import { projectIn } from '../../bin/commands/shell';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';

/** What a command started by npm is told. No npm is found on this PATH: whoever asks one fails. */
const told = (more: NodeJS.ProcessEnv, userconfig = '/nonexistent/.npmrc') => {
  const { stdin, stdout, stderr } = process;
  const env = {
    PATH: '/nonexistent',
    npm_config_cache: '/cache',
    npm_config_noproxy: '',
    npm_config_userconfig: userconfig,
    npm_config_globalconfig: '/nonexistent/npmrc',
    ...more,
  };
  return readMachine({ env, ...projectIn('/app'), argv: [], stdin, stdout, stderr });
};

describe('npm', () => {
  test('is not asked where it started the command and nothing is set', async () => {
    expect(await told({})).toMatchObject({ npmCache: '/cache', npm: {}, nodeModules: '/app/node_modules' });
  });

  test.each([
    ['where it did not start the command', { npm_config_cache: undefined }, undefined],
    ['where a variable is set', { npm_config_https_proxy: 'http://proxy' }, undefined],
    ['where a certificate is set', { npm_config_cafile: '/corp.pem' }, undefined],
    ['where its user has a file of settings', {}, 'npmrc'],
  ])('is asked %s', async (_, more, file) => {
    const userconfig = file && join(temporaryDirectory(), file);
    if (userconfig) writeFileSync(userconfig, '');
    await expect(told(more, userconfig)).rejects.toThrow('npm was not found on the PATH');
  });

  test('that cannot say its settings is quoted, in one refusal', async () => {
    const bin = temporaryDirectory();
    writeFileSync(join(bin, 'npm'), '#!/bin/sh\necho "npm error is broken" >&2; exit 1\n', { mode: 0o755 });
    await expect(told({ PATH: `${bin}:/bin:/usr/bin`, npm_config_cache: undefined })).rejects.toThrow(
      'npm does not tell its settings: npm error is broken',
    );
  });

  test('that is asked tells its cache and its registries', async () => {
    const userconfig = join(temporaryDirectory(), '.npmrc');
    writeFileSync(userconfig, '@corp:registry=https://npm.corp.example/\n//npm.corp.example/:_authToken=sekret\n');
    const machine = await told({ PATH: process.env['PATH'] }, userconfig);
    expect(machine.npmCache).toBe('/cache');
    expect(machine.npm).toEqual({
      registry: 'https://registry.npmjs.org/',
      '@corp:registry': 'https://npm.corp.example/',
      'strict-ssl': expect.any(Boolean),
    });
  });
});
