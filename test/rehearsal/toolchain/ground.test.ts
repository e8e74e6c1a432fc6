import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { groundOf } from '../../../lib/rehearsal/toolchain/ground';
import { temporaryDirectory } from '../_helpers/temporary-directory';

const groundIn = async (root: string) =>
  groundOf({
    env: { PATH: '/nonexistent' },
    npmCache: '',
    npm: {},
    nodeModules: join(root, 'node_modules'),
    emulatorDirectory: join(root, 'emulator'),
  });

test('builds run on another ground when our sources or the installed packages change, and only then', async () => {
  const root = temporaryDirectory();
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const path of ['lib/ground/a.ts', 'lib/rehearsal/b.ts', 'emulator/delivery_emulator/c.py']) write(path, 'one');
  const seen = [await groundIn(root)];
  for (const path of [
    'node_modules/.package-lock.json',
    'lib/ground/a.ts',
    'lib/rehearsal/b.ts',
    'emulator/delivery_emulator/c.py',
  ]) {
    write(path, 'two');
    seen.push(await groundIn(root));
  }
  expect(new Set(seen.map(({ rehearsal }) => rehearsal)).size).toBe(seen.length);
  write('emulator/delivery_emulator/__pycache__/c.pyc', 'compiled');
  write('lib/stacks/d.ts', 'an app');
  expect(await groundIn(root)).toEqual(seen.at(-1));
});
