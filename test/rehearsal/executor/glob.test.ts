import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { selectFiles } from '../../../lib/rehearsal/executor/artifacts/glob';
import { cleanUp } from './_helpers/run';
import { withFiles } from './_helpers/write-files';

let directory = '';
beforeAll(async () => {
  directory = await withFiles({
    'top.txt': '',
    '.env': '',
    'dist/a.js': '',
    'dist/deep/b.js': '',
    'dist/deep/b.js.map': '',
    'dist2/c.js': '',
  });
  await symlink('dist/deep', join(directory, 'linked'));
  await symlink('..', join(directory, 'dist', 'up'));
});
afterAll(cleanUp);

describe('the files that patterns mean', () => {
  test.each([
    [['top.txt'], ['top.txt']],
    [['./top.txt'], ['top.txt']],
    [['dist/*.js'], ['dist/a.js']],
    [['dist/**/*.js'], ['dist/a.js', 'dist/deep/b.js']],
    [['*'], ['.env', 'linked', 'top.txt']],
    [['dist'], []],
    [['nothing/**'], []],
    [['top.txt/x'], []],
    [
      ['dist/a.js', 'dist2/*', 'dist/**/*.map'],
      ['dist/a.js', 'dist/deep/b.js.map', 'dist2/c.js'],
    ],
  ])('%j are %j, links staying links', async (patterns, expected) => {
    expect(await selectFiles({ directory, patterns, followLinks: false })).toEqual(expected);
  });

  test('may leave some out', async () => {
    const selection = { directory, patterns: ['dist/**/*'], exclude: ['**/*.map', 'dist/up'], followLinks: false };
    expect(await selectFiles(selection)).toEqual(['dist/a.js', 'dist/deep/b.js']);
  });

  test('are what links lead to where links are followed, without going in circles', async () => {
    expect(await selectFiles({ directory, patterns: ['**/*.js'], followLinks: true })).toEqual([
      'dist/a.js',
      'dist/deep/b.js',
      'dist2/c.js',
      'linked/b.js',
    ]);
  });
});
