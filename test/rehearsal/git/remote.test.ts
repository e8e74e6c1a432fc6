import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openWorkspace } from '../../../lib/rehearsal/git/open-workspace';
import { openRemote } from '../../../lib/rehearsal/git/remote';
import { git, type Repository, repository } from '../_helpers/repository';
import { temporaryDirectory } from '../_helpers/temporary-directory';

// Dozens of git commands run in each of these: a busy machine is no fault.
const setUp = async (repo: Repository = repository()) => {
  const workspace = await openWorkspace(git, repo.directory, temporaryDirectory());
  const remote = await openRemote(git, join(temporaryDirectory(), 'remote.git'), process.pid, workspace.format);
  await remote.serve({ pipelineName: 'Delivery', branch: 'main' });
  return { repo, workspace, remote };
};

describe('a push', () => {
  test('to the source branch starts a release, and says so', async () => {
    const { workspace, remote } = await setUp();
    const commit = await workspace.commit('HEAD');
    const lines: string[] = [];
    expect(await remote.push(await workspace.sender(commit), commit, 'main', (line) => lines.push(line))).toEqual([
      commit.id,
    ]);
    expect(lines.join('\n')).toContain(
      `remote: main is the source branch of Delivery: release of ${commit.id.slice(0, 7)} starts`,
    );
    expect(await remote.tip('main')).toBe(commit.id);
  });

  test('to another branch starts nothing, and says so', async () => {
    const { workspace, remote } = await setUp();
    const lines: string[] = [];
    const commit = await workspace.commit('HEAD');
    expect(await remote.push(await workspace.sender(commit), commit, 'feature', (line) => lines.push(line))).toEqual(
      [],
    );
    expect(lines.join('\n')).toContain('remote: feature is not the source branch of Delivery (main): nothing starts');
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
    const { repo, workspace, remote } = await setUp();
    await remote.push(workspace.gitDirectory, await workspace.commit('HEAD'), 'main', () => undefined);
    repo.git('commit', '--quiet', '--amend', '-m', 'Better');
    const amended = await workspace.commit('HEAD');
    expect(await remote.push(await workspace.sender(amended), amended, 'main', () => undefined)).toEqual([amended.id]);
  });

  test('from a shallow clone arrives', async () => {
    const origin = repository();
    origin.write('app.ts', 'two\n');
    origin.commit('Change the app');
    const clone = temporaryDirectory();
    execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${origin.directory}`, clone], { stdio: 'pipe' });
    const { workspace, remote } = await setUp({ ...origin, directory: clone });
    const commit = await workspace.commit('HEAD');
    expect(await remote.push(await workspace.sender(commit), commit, 'main', () => undefined)).toEqual([commit.id]);
  });

  test('reaches the hook even where the user has a global hooks path', async () => {
    const { workspace, remote } = await setUp();
    expect(await git.ours(remote.directory, ['config', 'core.hooksPath'])).toBe(join(remote.directory, 'hooks'));
    expect(workspace.versioned).toBe(true);
  });
});
