import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { branchAt, repositoryAt } from '../../bin/doctor/git-tree';

let directory: string;
const at = (...names: readonly string[]): string => join(directory, ...names);
const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], {
    cwd,
    encoding: 'utf8',
    stdio: 'pipe',
  });

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'doctor-git-'));
  git(directory, 'init', '--quiet', '--bare', 'remote');
  git(directory, 'init', '--quiet', '--initial-branch=main', 'here');
  git(at('here'), 'commit', '--quiet', '--allow-empty', '-m', 'One');
  git(at('here'), 'remote', 'add', 'origin', at('remote'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const ENV = { PATH: process.env['PATH'] ?? '' };
const branch = () => branchAt(at('here'), 'origin', 'main', ENV);

describe('the working tree', () => {
  test('outside of a repository is none', async () => {
    expect(await repositoryAt(directory, ENV)).toEqual({ uncommitted: undefined, remotes: [] });
  });

  test('has remotes and what is not committed, whatever a hook has set', async () => {
    const hook = { ...ENV, GIT_DIR: at('remote') };
    expect(await repositoryAt(at('here'), hook)).toEqual({
      uncommitted: [],
      remotes: [{ name: 'origin', url: at('remote') }],
    });
    writeFileSync(at('here', 'new.ts'), '');
    expect((await repositoryAt(at('here'), ENV)).uncommitted).toEqual(['new.ts']);
  });

  test('keeps to itself what a URL lets somebody in by', async () => {
    const url = 'https://ada:ghp_secret@127.0.0.1:1/o/r.git';
    git(at('here'), 'remote', 'add', 'token', url);
    const { remotes } = await repositoryAt(at('here'), ENV);
    expect(remotes).toContainEqual({ name: 'token', url: 'https://127.0.0.1:1/o/r.git' });
    const said = await branchAt(at('here'), 'token', 'main', ENV).catch((error: Error) => error.message);
    expect(said).toMatch(/^git ls-remote token: /);
    expect(said).not.toContain('ghp_secret');
    git(at('here'), 'remote', 'remove', 'token');
  });

  test('stands to its branch as the remote says, in each way', async () => {
    expect(await branch()).toBe('missing');
    git(at('here'), 'push', '--quiet', 'origin', 'main');
    expect(await branch()).toBe('has HEAD');
    git(at('here'), 'commit', '--quiet', '--allow-empty', '-m', 'Two');
    expect(await branch()).toBe('lacks HEAD');
    git(directory, 'clone', '--quiet', '--branch', 'main', at('remote'), 'other');
    git(at('other'), 'commit', '--quiet', '--allow-empty', '-m', 'Three');
    git(at('other'), 'push', '--quiet', 'origin', 'main');
    expect(await branch()).toBe('not fetched');
    await expect(branchAt(at('here'), 'gone', 'main', ENV)).rejects.toThrow('git ls-remote gone:');
  });
});
