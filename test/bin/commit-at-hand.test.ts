import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { commitAtHand } from '../../bin/commands/commit-at-hand';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';

const PLAIN = { PATH: process.env['PATH'] };

test('where there is no repository the commit is what CodeBuild says, and not known without it', async () => {
  const root = temporaryDirectory();
  expect(await commitAtHand({ root, env: { ...PLAIN, CODEBUILD_RESOLVED_SOURCE_VERSION: 'abc' } })).toEqual({
    commit: { id: 'abc' },
  });
  for (const env of [PLAIN, { ...PLAIN, CODEBUILD_RESOLVED_SOURCE_VERSION: '' }]) {
    expect(await commitAtHand({ root, env })).toEqual({
      unknown: ['its commit is not known: there is no git repository'],
    });
  }
});

test('in a repository it is the one that is checked out, whatever CodeBuild says', async () => {
  const root = temporaryDirectory();
  const identity = ['-c', 'user.name=Ada Example', '-c', 'user.email=ada@example.org'];
  const git = (...args: readonly string[]) => execFileSync('git', [...identity, ...args], { cwd: root });
  git('init', '--quiet', '--initial-branch', 'main');
  expect((await commitAtHand({ root, env: PLAIN })).unknown).toEqual([
    expect.stringMatching(/^its commit is unknown: /),
  ]);
  git('commit', '--quiet', '--allow-empty', '--message', 'Begin');
  const env = { ...PLAIN, CODEBUILD_RESOLVED_SOURCE_VERSION: 'abc' };
  expect(await commitAtHand({ root, env })).toEqual({
    commit: { id: expect.stringMatching(/^[0-9a-f]{40}$/), subject: 'Begin', author: 'Ada Example', branch: 'main' },
  });
});
