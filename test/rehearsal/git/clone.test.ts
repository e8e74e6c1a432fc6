import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { filesBelow, unzip, zip } from '../../../lib/rehearsal/executor/artifacts/archive';
import { clone } from '../../../lib/rehearsal/git/clone';
import { git, repository } from '../_helpers/repository';
import { temporaryDirectory } from '../_helpers/temporary-directory';

test('a clone has the history of its commit and nothing to ask elsewhere, also as an artifact', async () => {
  const repo = repository();
  repo.write('lib/a.ts', 'new\n');
  const commitId = repo.commit('Add a file');
  const [made, unpacked] = [temporaryDirectory(), temporaryDirectory()];
  await clone(git, join(repo.directory, '.git'), { commitId, branch: 'main' }, made);
  await unzip(await zip(await filesBelow(made)), unpacked);
  const ask = (...words: string[]) => execFileSync('git', words, { cwd: unpacked, encoding: 'utf8' }).trim();
  expect(ask('log', '--format=%s').split('\n')).toEqual(['Add a file', expect.any(String)]);
  expect([ask('rev-parse', 'HEAD'), ask('rev-parse', 'main')]).toEqual([commitId, commitId]);
  expect([ask('status', '--porcelain'), ask('remote'), ask('branch', '--show-current')]).toEqual(['', '', '']);
  expect(ask('fsck', '--full')).not.toContain('missing');
  expect(existsSync(join(made, '.git', 'objects', 'info', 'alternates'))).toBe(false);
});
