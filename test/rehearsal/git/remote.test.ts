import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openWorkspace } from '../../../lib/rehearsal/git/open-workspace';
import type { GitPush } from '../../../lib/rehearsal/git/push-listener';
import { openRemote } from '../../../lib/rehearsal/git/remote';
import { git, type Repository, repository } from '../_helpers/repository';
import { temporaryDirectory } from '../_helpers/temporary-directory';

// Dozens of git commands run in each of these: a busy machine is no fault.
const setUp = async (repo: Repository = repository()) => {
  const workspace = await openWorkspace(git, repo.directory, temporaryDirectory());
  const remote = await openRemote(git, join(temporaryDirectory(), 'remote.git'), process.pid, workspace.format);
  await remote.serve('main');
  const heard: GitPush[] = [];
  /** Pushes a commit while somebody listens; answers what whoever pushed has read. */
  const push = async (revision = 'HEAD', ref = 'refs/heads/main'): Promise<string> => {
    const listener = remote.listen(async (told) => {
      heard.push(told);
      return `heard of ${told.ref}`;
    });
    const commit = await workspace.commit(revision);
    const lines: string[] = [];
    await remote.push(await workspace.sender(commit), commit, ref, (line) => lines.push(line));
    await listener.close();
    return lines.join('\n');
  };
  return { repo, workspace, remote, heard, push };
};

describe('a push', () => {
  test('of branches and tags is heard of with what has changed, and answered', async () => {
    const { repo, remote, heard, push } = await setUp();
    expect(await push()).toContain('remote: heard of refs/heads/main');
    repo.write('lib/a.ts', 'new\n');
    const commitId = repo.commit('Add a file');
    await push();
    expect(await push('HEAD', 'refs/tags/v1')).toContain('remote: heard of refs/tags/v1');
    const all = ['.gitignore', 'app.ts'];
    expect(heard.map(({ ref, changed }) => [ref, changed])).toEqual([
      ['refs/heads/main', all],
      ['refs/heads/main', ['lib/a.ts']],
      ['refs/tags/v1', [...all, 'lib/a.ts']],
    ]);
    expect([heard[1]?.commitId, (await remote.commit('main'))?.id, (await remote.commit('v1'))?.subject]).toEqual([
      commitId,
      commitId,
      'Add a file',
    ]);
    expect(await remote.commit('main~7')).toBeUndefined();
  });

  test('is told why nothing starts where whoever listens fails', async () => {
    const { workspace, remote } = await setUp();
    const listener = remote.listen(async () => {
      throw new Error('the pipeline is gone');
    });
    const commit = await workspace.commit('HEAD');
    const lines: string[] = [];
    await remote.push(await workspace.sender(commit), commit, 'refs/heads/main', (line) => lines.push(line));
    await listener.close();
    expect(lines.join('\n')).toContain('remote: nothing starts: the pipeline is gone');
  });

  test('by hand while nobody listens is stored and says what to do', async () => {
    const { repo, remote } = await setUp();
    const said = execFileSync('sh', ['-c', `git push ${remote.directory} main 2>&1`], {
      cwd: repo.directory,
      encoding: 'utf8',
    });
    expect(said).toContain("no rehearsal is listening: run 'bin/delivery rehearse'");
  });

  test('of an amended commit replaces the earlier one', async () => {
    const { repo, heard, push } = await setUp();
    await push();
    repo.git('commit', '--quiet', '--amend', '-m', 'Better');
    await push();
    expect(heard.map(({ commitId }) => commitId)[1]).toBe(repo.git('rev-parse', 'HEAD'));
  });

  test('from a shallow clone arrives', async () => {
    const origin = repository();
    origin.write('app.ts', 'two\n');
    origin.commit('Change the app');
    const clone = temporaryDirectory();
    execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${origin.directory}`, clone], { stdio: 'pipe' });
    const { workspace, heard, push } = await setUp({ ...origin, directory: clone });
    await push();
    expect(heard).toMatchObject([{ commitId: (await workspace.commit('HEAD')).id }]);
  });

  test('reaches the hook even where the user has a global hooks path', async () => {
    const { workspace, remote } = await setUp();
    expect(await git.ours(remote.directory, ['config', 'core.hooksPath'])).toBe(join(remote.directory, 'hooks'));
    expect(workspace.versioned).toBe(true);
  });
});

describe('what a commit changes', () => {
  test('is told against another one, or its parent, or nothing', async () => {
    const { repo, remote, push } = await setUp();
    await push();
    const first = repo.git('rev-parse', 'HEAD');
    repo.write('app.ts', 'other\n');
    repo.commit('Change');
    repo.write('lib/a.ts', 'new\n');
    const third = repo.commit('Add a file');
    await push();
    const namesOf = (patch = ''): readonly string[] =>
      [...patch.matchAll(/^\+\+\+ b\/(.*)$/gm)].map(([, name = '']) => name);
    expect(namesOf(await remote.changes(first, third))).toEqual(['app.ts', 'lib/a.ts']);
    expect(namesOf(await remote.changes(undefined, third))).toEqual(['lib/a.ts']);
    expect(namesOf(await remote.changes(undefined, first))).toContain('app.ts');
    expect(await remote.changes(third, third)).toBe('');
  });

  test('is not told where nobody would read it', async () => {
    const { repo, remote, push } = await setUp();
    repo.write('long.txt', 'line\n'.repeat(20_001));
    const commitId = repo.commit('Add much');
    await push();
    expect(await remote.changes(undefined, commitId)).toBeUndefined();
  });
});
