import { existsSync, mkdirSync, readlinkSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { installBelow } from '../../../lib/rehearsal/toolchain/install-below';
import { packagesAbove } from '../../../lib/rehearsal/toolchain/packages-above';
import { temporaryDirectory } from '../_helpers/temporary-directory';

/** A working tree with an app below it, and the same files checked out; what is written is JSON. */
const monorepo = (files: Readonly<Record<string, object>>, installed: Readonly<Record<string, object>>) => {
  const [tree, checkout] = [temporaryDirectory(), temporaryDirectory()];
  const write = (at: string, name: string, content: object): void => {
    mkdirSync(dirname(join(at, name)), { recursive: true });
    writeFileSync(join(at, name), JSON.stringify(content));
  };
  for (const at of [tree, checkout]) for (const [name, content] of Object.entries(files)) write(at, name, content);
  for (const [name, content] of Object.entries(installed)) write(tree, name, content);
  const install = (env: Readonly<Record<string, string>> = { PATH: '/nonexistent' }) =>
    installBelow('apps/shop', {
      checkout: join(checkout, 'apps/shop'),
      appDirectory: join(tree, 'apps/shop'),
      env,
      signal: new AbortController().signal,
      onLine: () => undefined,
    });
  return { tree, checkout, install };
};

const LOCKED = {
  packages: {
    '': {},
    'apps/shop': { version: '1.0.0' },
    'packages/goods': { version: '1.0.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/@org/goods': { link: true },
  },
};

const WORKSPACES = {
  'package.json': {},
  'package-lock.json': LOCKED,
  'apps/shop/package.json': {},
  'packages/goods/g.json': {},
};

test('packages of workspaces are those beside the lockfile above the app, and lead to the commit where they are its own', async () => {
  const { tree, checkout, install } = monorepo(WORKSPACES, {
    'node_modules/.package-lock.json': LOCKED,
    'node_modules/a/package.json': {},
  });
  mkdirSync(join(tree, 'node_modules/@org'));
  symlinkSync('../../packages/goods', join(tree, 'node_modules/@org/goods'));
  await install();
  const real = (name: string) => realpathSync(join(checkout, 'node_modules', name));
  expect(real('a')).toBe(join(realpathSync(tree), 'node_modules/a'));
  expect(real('@org/goods')).toBe(join(realpathSync(checkout), 'packages/goods'));
  expect(packagesAbove(join(checkout, 'apps/shop'))).toContain(join(checkout, 'node_modules'));
});

test('what is installed beside the app itself is there, too', async () => {
  const { tree, checkout, install } = monorepo(WORKSPACES, {
    'node_modules/.package-lock.json': LOCKED,
    'apps/shop/node_modules/b/package.json': {},
  });
  await install();
  expect(readlinkSync(join(checkout, 'apps/shop/node_modules'))).toBe(join(tree, 'apps/shop/node_modules'));
});

test.each<[string, Readonly<Record<string, object>>, boolean]>([
  ['pnpm', { 'pnpm-workspace.yaml': {} }, true],
  ['npm', { 'package.json': { workspaces: ['packages/*'] } }, true],
  ['nobody', {}, false],
])('what is installed beside a member of a workspace of %s is there for its build', async (_, files, isThere) => {
  const { tree, checkout, install } = monorepo(
    { ...WORKSPACES, 'packages/goods/package.json': {}, 'packages/none/package.json': {}, ...files },
    { 'node_modules/.package-lock.json': LOCKED, 'packages/goods/node_modules/c/package.json': {} },
  );
  await install();
  const linked = join(checkout, 'packages/goods/node_modules');
  expect(existsSync(linked) && readlinkSync(linked)).toBe(isThere && join(tree, 'packages/goods/node_modules'));
  expect(existsSync(join(checkout, 'packages/none/node_modules'))).toBe(false);
});

test('an app with a lockfile of its own has its own packages', async () => {
  const { tree, checkout, install } = monorepo(
    { ...WORKSPACES, 'apps/shop/package-lock.json': { packages: { '': {} } } },
    { 'apps/shop/node_modules/.package-lock.json': { packages: {} } },
  );
  await install();
  expect(readlinkSync(join(checkout, 'apps/shop/node_modules'))).toBe(join(tree, 'apps/shop/node_modules'));
});

test('fails where the lockfile above asks for what nobody has installed, and npm is missing', async () => {
  await expect(monorepo(WORKSPACES, {}).install()).rejects.toThrow('spawn npm ENOENT');
});

test('fails where there is neither a lockfile nor anything installed on the way up', async () => {
  const { install } = monorepo({ 'apps/shop/package.json': {} }, {});
  await expect(install()).rejects.toThrow('apps/shop has a package.json but neither package-lock.json');
});
