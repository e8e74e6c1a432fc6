import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { install } from '../../../lib/rehearsal/toolchain/install';
import { temporaryDirectory } from '../_helpers/temporary-directory';

const app = { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0', optional: true } };

/** A checkout with a lockfile, and the directory of its app with what npm installed there. */
const place = (wanted: object | undefined, installed: object | undefined, manifest = '{"name":"app"}') => {
  const checkout = temporaryDirectory();
  const appDirectory = temporaryDirectory();
  if (manifest !== '') writeFileSync(join(checkout, 'package.json'), manifest);
  if (wanted) writeFileSync(join(checkout, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  if (installed) {
    mkdirSync(join(appDirectory, 'node_modules'));
    writeFileSync(join(appDirectory, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
  }
  // No npm is found here: whoever needs one fails.
  const env = { PATH: '/nonexistent' };
  const done = install({ checkout, appDirectory, env, signal: new AbortController().signal, onLine: () => undefined });
  return { checkout, appDirectory, done };
};

describe('packages of a checked-out commit', () => {
  test('are those of the app where its lockfile asks for just these', async () => {
    const { checkout, appDirectory, done } = place(app, { 'node_modules/a': { version: '1.0.0' } });
    await done;
    expect(readlinkSync(join(checkout, 'node_modules'))).toBe(join(appDirectory, 'node_modules'));
  });

  test.each([
    ['another version', { 'node_modules/a': { version: '2.0.0' } }],
    ['a package too many', { 'node_modules/a': { version: '1.0.0' }, 'node_modules/c': { version: '1.0.0' } }],
    ['a package too few', {}],
    ['nothing', undefined],
  ])('are installed by npm where the app has %s', async (_, installed) => {
    const { checkout, done } = place(app, installed);
    await expect(done).rejects.toThrow('spawn npm ENOENT');
    expect(existsSync(join(checkout, 'node_modules'))).toBe(false);
  });

  test('are those of the app where the commit has a link there that leads nowhere', async () => {
    const [checkout, appDirectory] = [temporaryDirectory(), temporaryDirectory()];
    mkdirSync(join(appDirectory, 'node_modules'));
    symlinkSync('../nowhere', join(checkout, 'node_modules'));
    const signal = new AbortController().signal;
    await install({ checkout, appDirectory, env: {}, signal, onLine: () => undefined });
    expect(readlinkSync(join(checkout, 'node_modules'))).toBe(join(appDirectory, 'node_modules'));
  });

  test.each(['{"lockfileVersion":1,"dependencies":{}}', '{', '[]'])(
    'are installed by npm where the lockfile is %s',
    async (lockfile) => {
      const { appDirectory, checkout, done: before } = place({}, {});
      await before;
      rmSync(join(checkout, 'node_modules'));
      writeFileSync(join(checkout, 'package-lock.json'), lockfile);
      const signal = new AbortController().signal;
      const done = install({ checkout, appDirectory, env: { PATH: '/nonexistent' }, signal, onLine: () => undefined });
      await expect(done).rejects.toThrow('spawn npm ENOENT');
    },
  );

  test('are not needed without a package.json', async () => {
    const { checkout, done } = place(undefined, undefined, '');
    await done;
    expect(existsSync(join(checkout, 'node_modules'))).toBe(false);
  });

  test.each([
    ['.gitignore', 'npm'],
    ['yarn.lock', 'yarn'],
    ['pnpm-lock.yaml', 'pnpm'],
    ['bun.lock', 'bun'],
  ])('fails where nothing is installed and beside package.json is %s, by what to do', async (file, installer) => {
    const checkout = temporaryDirectory();
    for (const each of ['package.json', file]) writeFileSync(join(checkout, each), '');
    const options = { checkout, appDirectory: 'shop', env: {}, signal: new AbortController().signal };
    await expect(install({ ...options, onLine: () => undefined })).rejects.toThrow(
      `shop has a package.json but neither package-lock.json nor node_modules: run ${installer} install there`,
    );
  });
});
