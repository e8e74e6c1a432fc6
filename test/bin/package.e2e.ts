import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { run } from '../rehearsal/_helpers/app';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';

const PACKAGES = resolve('node_modules');

/** Names of packages, with their scope. */
const packages = (): readonly string[] =>
  readdirSync(PACKAGES)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(PACKAGES, name)).map((each) => `${name}/${each}`) : [name],
    );

/** A directory of packages as npx makes it of the packed one: everything side by side. */
const installed = (): string => {
  const directory = temporaryDirectory();
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', directory], { encoding: 'utf8', stdio: 'pipe' }),
  );
  execFileSync('tar', ['xzf', filename], { cwd: directory });
  const modules = join(directory, 'node_modules');
  mkdirSync(modules);
  renameSync(join(directory, 'package'), join(modules, 'zero-trust-delivery'));
  for (const name of packages()) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(PACKAGES, name), join(modules, name));
  }
  return modules;
};

describe('the packed project, installed for another app', () => {
  let modules: string;
  const app = temporaryDirectory();
  const delivery = (...args: readonly string[]) => deliveryIn(app, ...args);
  const deliveryIn = (directory: string, ...args: readonly string[]) =>
    run('sh', [
      '-c',
      'cd "$0" && exec "$@"',
      directory,
      process.execPath,
      join(modules, 'zero-trust-delivery/bin/delivery'),
      ...args,
    ]);

  beforeAll(() => {
    modules = installed();
  });

  test('has what a rehearsal reads, and no test', () => {
    const held = readdirSync(join(modules, 'zero-trust-delivery'));
    expect(held).toEqual(expect.arrayContaining(['bin', 'emulator', 'lib', 'LICENSE', 'README.md']));
    expect(held.filter((name) => /^(test|bench|cdk\.json|acknowledgements)/.test(name))).toEqual([]);
    expect(readdirSync(join(modules, 'zero-trust-delivery/emulator'))).toEqual(['delivery_emulator']);
  });

  test('offers what is for any app, by the name it has there', async () => {
    const { stdout, exitCode } = await delivery('--help');
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('Usage: delivery [options]')]);
    for (const command of ['rehearse', 'serve', 'down', 'status', 'approve']) expect(stdout).toMatch(`\n  ${command} `);
    for (const command of ['bootstrap', 'doctor', 'gate', 'evidence']) expect(stdout).not.toMatch(`\n  ${command} `);
    expect((await delivery('rehearse', '--help')).stdout).toMatch(/^ {2}delivery rehearse --dirty/m);
  });

  test('is about the directory in which it is called', async () => {
    const { stderr, exitCode } = await delivery('status');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(app)]);
  });

  test('is about the app around that directory, up to the top of the repository', async () => {
    const top = temporaryDirectory();
    const [shop, other] = [join(top, 'apps/my shop'), join(top, 'library/lib')];
    for (const each of [join(top, '.git'), join(shop, 'lib'), other]) mkdirSync(each, { recursive: true });
    writeFileSync(join(shop, 'cdk.json'), '{}');
    expect((await deliveryIn(join(shop, 'lib'), 'status')).stderr).toContain(`no rehearsal of ${shop} runs`);
    expect((await deliveryIn(other, 'status')).stderr).toContain(`no rehearsal of ${other} runs`);
  });

  test('knows nothing of the data of other apps, and sends nobody to commands of its own project', async () => {
    expect((await delivery('permissions', '--help')).stdout).not.toContain('--data');
    expect(await delivery('permissions', '--data', 'upload', '--environment', 'dev')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("unknown option '--data'"),
    });
    const { stderr } = await delivery('permissions', '--execution-policy');
    expect(stderr).toContain('it has no manifest.json: synthesize the app, or name one with --assembly');
  });

  test('says so where another project has put its packages in several places', async () => {
    const nested = join(modules, 'zero-trust-delivery/node_modules');
    mkdirSync(nested);
    renameSync(join(modules, 'aws-cdk-lib'), join(nested, 'aws-cdk-lib'));
    expect(await delivery('--version')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('another project needs other versions of some: use npx --package'),
    });
  });
});

test('everything that the package runs on is a dependency, not only for development', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const { metafile } = buildSync({
    entryPoints: ['bin/delivery.ts'],
    bundle: true,
    packages: 'external',
    platform: 'node',
    write: false,
    metafile: true,
  });
  const outside = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
  const named = outside.map(({ path }) => path.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? path);
  expect(named.filter((name) => !name.startsWith('node:') && !(name in dependencies))).toEqual([]);
  expect(named).toContain('commander');
});
