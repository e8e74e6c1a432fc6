import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { putBackAll } from './environment';

/** The text of its source, not a module of jest: what loads modules is not loaded by itself. */
const { isOfOneTestFile } = createRequire(resolve('test/run/jest/sharing.test.ts'))('./runtime.cjs') as {
  isOfOneTestFile(file: string): boolean;
};

describe('a module', () => {
  test.each([
    ['a test file', 'test/run/tally.test.ts'],
    ['a helper with hooks', 'test/rehearsal/_helpers/temporary-directory.ts'],
    ['a helper that imports one', 'test/rehearsal/_helpers/repository.ts'],
  ])('is of one test file: %s', (_, file) => {
    expect(isOfOneTestFile(resolve(file))).toBe(true);
  });

  test.each([
    ['code', 'lib/ground/median.ts'],
    ['a helper without hooks', 'test/run/tally.ts'],
    ['a package', 'node_modules/jest-runtime/build/index.js'],
    ['a module of node', 'fs'],
  ])('is shared: %s', (_, file) => {
    expect(isOfOneTestFile(file === 'fs' ? file : resolve(file))).toBe(false);
  });
});

describe('what a test file leaves', () => {
  const found = { A: 'a', B: 'b' };
  const foundState = (): Map<string, unknown> =>
    new Map<string, unknown>([
      ['process.env.A', 'a'],
      ['process.env.B', 'b'],
      ['process.exitCode', undefined],
      ['process.cwd()', process.cwd()],
    ]);
  const inside = (env: Record<string, string>, exitCode?: number) => ({ env, exitCode }) as unknown as NodeJS.Process;

  test('may be what it found', () => {
    expect(() => putBackAll(inside({ ...found }), foundState())).not.toThrow();
  });

  test.each([
    ['a new variable', { ...found, C: 'c' }, 'process.env.C'],
    ['another value', { ...found, A: 'c' }, 'process.env.A'],
    ['a variable less', { A: 'a' }, 'process.env.B'],
  ])('fails with %s, and puts it back', (_, env, name) => {
    const left = inside(env);
    expect(() => putBackAll(left, foundState())).toThrow(`the test file leaves ${name} changed for the next one`);
    expect(left.env).toEqual(found);
  });

  test('fails with an exit code, and puts it back', () => {
    const left = inside({ ...found }, 1);
    expect(() => putBackAll(left, foundState())).toThrow('leaves process.exitCode changed');
    expect(left.exitCode).toBeUndefined();
  });

  test('fails with another directory, and puts it back', () => {
    const own = process.cwd();
    process.chdir('test');
    expect(() => putBackAll(inside({ ...found }), new Map([...foundState(), ['process.cwd()', own]]))).toThrow(
      'leaves process.cwd() changed',
    );
    expect(process.cwd()).toBe(own);
  });
});
