import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildEnvironment, environmentOfBuilds } from '../../../lib/rehearsal/toolchain/build-environment';
import { npmrc, npmSettingsIn } from '../../../lib/rehearsal/toolchain/npm-settings';
import { temporaryDirectory } from '../_helpers/temporary-directory';

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB=\n-----END CERTIFICATE-----';

/** What npm says with this environment, asked in a directory of nobody. */
const npm = (env: NodeJS.ProcessEnv, ...args: readonly string[]): string =>
  execFileSync('npm', args, { cwd: temporaryDirectory(), env, encoding: 'utf8', stdio: 'pipe' }).trim();

/** A user whose npm is set up for a company. */
const companyUser = (): NodeJS.ProcessEnv => {
  const home = temporaryDirectory();
  writeFileSync(
    join(home, '.npmrc'),
    [
      'registry=https://npm.corp.example/all/',
      '@corp:registry=https://npm.corp.example/corp/',
      '//npm.corp.example/:_authToken=sekret-token',
      '//npm.corp.example/:_password=c2VrcmV0',
      `cafile=${join(home, 'corp "root".pem')}`,
      `ca[]=${JSON.stringify(CERTIFICATE)}`,
      'strict-ssl=false',
      'proxy=http://proxy.corp.example:3128',
      'https-proxy=http://proxy.corp.example:3129',
      'noproxy=git.corp.example',
      'ignore-scripts=true',
      'init-author-name=Ada',
    ].join('\n'),
  );
  writeFileSync(join(home, 'corp "root".pem'), CERTIFICATE);
  return { PATH: process.env['PATH'], HOME: home };
};

const machine = (env: Readonly<Record<string, string | undefined>>, npmSettings = {}) => ({
  env,
  npm: npmSettings,
  npmCache: '/cache',
  nodeModules: '/app/node_modules',
  emulatorDirectory: '/app/emulator',
});

describe('npm settings of a user', () => {
  const env = companyUser();
  const settings = npmSettingsIn(npm(env, 'config', 'list', '--json', '--global'));

  test('are those that say how a registry is reached, without anything secret', () => {
    expect(settings).toEqual({
      registry: 'https://npm.corp.example/all/',
      '@corp:registry': 'https://npm.corp.example/corp/',
      cafile: join(env['HOME'] ?? '', 'corp "root".pem'),
      ca: [CERTIFICATE],
      'strict-ssl': false,
      proxy: 'http://proxy.corp.example:3128',
      'https-proxy': 'http://proxy.corp.example:3129',
      noproxy: ['git.corp.example'],
    });
  });

  test('are what npm finds in a build, and count less than what the commit says', () => {
    const directory = temporaryDirectory();
    const builds = environmentOfBuilds(machine(env, settings), directory);
    const inBuild = { ...builds, HOME: temporaryDirectory() };
    const found = npmSettingsIn(npm(inBuild, 'config', 'list', '--json'));
    const noproxy = ['git.corp.example', 'localhost', '127.0.0.1', '::1', '.localhost'];
    expect(found).toEqual({ ...settings, noproxy: [expect.any(String)] });
    expect(String(found['noproxy']).split(',')).toEqual(noproxy);
    writeFileSync(join(directory, '.npmrc'), 'registry=https://commit.example/');
    writeFileSync(join(directory, 'package.json'), '{}');
    const said = execFileSync('npm', ['config', 'get', 'registry'], { cwd: directory, env: inBuild, encoding: 'utf8' });
    expect(said.trim()).toBe('https://commit.example/');
  });

  test('lie in a file that only its owner reads', () => {
    const directory = temporaryDirectory();
    const { npm_config_globalconfig: file = '' } = environmentOfBuilds(machine({}, settings), directory);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).not.toMatch(/sekret|_password|ignore-scripts/);
  });

  test('have no name and password in the address of a registry', () => {
    const listed = JSON.stringify({ '@corp:registry': 'https://ada:hunter2@npm.corp.example/' });
    expect(npmrc(npmSettingsIn(listed))).toBe('@corp:registry = "https://npm.corp.example/"\n');
  });

  test('are nothing where nothing is set', () => {
    expect(npmrc(npmSettingsIn('{"registry":"","proxy":null,"noproxy":[""],"cache":"/c"}'))).toBe('');
  });
});

describe('the environment of builds and tools', () => {
  const env = {
    PATH: '/app/node_modules/.bin:/usr/bin',
    HOME: '/home/ada',
    AWS_PROFILE: 'mine',
    AWS_CA_BUNDLE: '/corp.pem',
    NODE_EXTRA_CA_CERTS: '/corp.pem',
    SSL_CERT_FILE: '/corp.pem',
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
    HTTPS_PROXY: 'http://proxy',
    NO_PROXY: 'corp.example',
    npm_config__authToken: 'sekret',
    NODE_OPTIONS: '--x',
  };
  const LOOPBACK = 'corp.example,localhost,127.0.0.1,::1,.localhost';

  test('of builds has what reaches a network, by name, and nothing else of the user', () => {
    const directory = temporaryDirectory();
    expect(environmentOfBuilds(machine(env), directory)).toEqual({
      HTTPS_PROXY: 'http://proxy',
      NO_PROXY: LOOPBACK,
      no_proxy: LOOPBACK,
      NODE_EXTRA_CA_CERTS: '/corp.pem',
      SSL_CERT_FILE: '/corp.pem',
      npm_config_globalconfig: join(directory, 'npmrc'),
      PATH: '/usr/bin',
    });
  });

  test('of tools has the same, with a home of its own', () => {
    const directory = temporaryDirectory();
    const tools = buildEnvironment(machine(env), directory);
    expect(tools).toMatchObject({ ...environmentOfBuilds(machine(env), directory), HOME: join(directory, 'home') });
    for (const name of ['AWS_PROFILE', 'AWS_CA_BUNDLE', 'NODE_TLS_REJECT_UNAUTHORIZED', 'NODE_OPTIONS']) {
      expect(tools).not.toHaveProperty(name);
    }
    expect(JSON.stringify(tools)).not.toContain('sekret');
  });
});
