import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildFirst } from '../../../lib/rehearsal/toolchain/build-first';
import { temporaryDirectory } from '../_helpers/temporary-directory';

const building = (command: string): string => JSON.stringify({ name: 'x', scripts: { build: command } });

/** Builds an app that lies below the top of a commit's files. */
const build = async (prefix: string, files: Readonly<Record<string, string>>) => {
  const top = temporaryDirectory();
  mkdirSync(join(top, prefix), { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(top, file)), { recursive: true });
    writeFileSync(join(top, file), text);
  }
  const env = { PATH: process.env['PATH'] ?? '', HOME: top };
  const signal = new AbortController().signal;
  const ended = await buildFirst(prefix, { checkout: join(top, prefix), env, signal, onLine: () => undefined });
  return { ended, made: (file: string) => existsSync(join(top, file)) };
};

describe('what a build makes', () => {
  test('is made at the top of a monorepo, by the script that builds what its packages import', async () => {
    const { ended, made } = await build('packages/infra', {
      'package.json': building("node -e \"fs.writeFileSync('made', '')\""),
      'packages/infra/package.json': building('false'),
    });
    expect(ended).toEqual({});
    expect(made('made')).toBe(true);
  });

  test('is made beside the app where nothing above it builds', async () => {
    const { ended, made } = await build('packages/infra', {
      'package.json': '{ "scripts": { "test": "false" } }',
      'packages/infra/package.json': building("node -e \"fs.writeFileSync('made', '')\""),
    });
    expect(ended).toEqual({});
    expect(made('packages/infra/made')).toBe(true);
  });

  test('is said to have failed, with its last words', async () => {
    const { ended } = await build('', { 'package.json': building('echo boom; exit 3') });
    expect(ended?.failed).toMatch(/^npm run build, which may make it, ended with exit code 3:\n[\s\S]*boom/);
  });

  test.each(['{}', '{ "scripts": {} }', '{ "scripts": { "build": 1 } }', '[]', '{'])(
    'is made by nobody where package.json says %s',
    async (text) => {
      expect((await build('', { 'package.json': text })).ended).toBeUndefined();
    },
  );
});
