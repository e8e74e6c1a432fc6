import { spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Workspace } from '../../../lib/rehearsal/git/workspace';
import { released, releasedAlone } from '../_helpers/released';
import { age, git, gitWith, picture, type Repository, repository } from '../_helpers/repository';
import { temporaryDirectory } from '../_helpers/temporary-directory';

// Dozens of git commands run in each of these: a busy machine is no fault.
const FILES = { '.gitignore': 'node_modules/\n', 'app.ts': 'one\n' };
const dirty = (workspace: Workspace) => workspace.snapshot();

describe('a working tree is released as git would commit it, and its repository stays as it was', () => {
  const settings = gitWith('[core]\n\tautocrlf = true\n');
  const CASES: Readonly<Record<string, readonly [(repo: Repository) => void, Readonly<Record<string, string>>]>> = {
    'with line ends that its index has already': [
      (repo) => {
        repo.write('w.txt', 'a\r\n');
        repo.commit('Write for Windows');
        repo.write('w.txt', 'a\r\nb\r\n');
      },
      { ...FILES, 'w.txt': 'a\r\nb\r\n' },
    ],
    'with a file that is what it once was': [
      (repo) => {
        repo.write('app.ts', 'second\n');
        repo.commit('Change the app');
        repo.write('app.ts', 'one\n');
      },
      FILES,
    ],
    'with a file that will be added': [
      (repo) => {
        repo.write('new.ts', 'new\n');
        repo.git('add', '--intent-to-add', 'new.ts');
      },
      { ...FILES, 'new.ts': 'new\n' },
    ],
    'with a staged file that is gone again': [
      (repo) => {
        repo.write('gone.ts', 'gone\n');
        repo.git('add', 'gone.ts');
        repo.git('rm', '--quiet', '--force', 'gone.ts');
      },
      FILES,
    ],
  };

  test.each(Object.entries(CASES))('%s', async (_, [change, files]) => {
    const repo = repository();
    change(repo);
    const before = picture(join(repo.directory, '.git'));
    expect((await released(settings, repo.directory, dirty)).files).toEqual(files);
    expect(picture(join(repo.directory, '.git'))).toEqual(before);
  });

  test('in the middle of a merge, conflicts and all', async () => {
    const repo = repository();
    repo.git('checkout', '--quiet', '-b', 'other');
    repo.write('app.ts', 'the other way\n');
    repo.commit('Go the other way');
    repo.git('checkout', '--quiet', 'main');
    repo.write('app.ts', 'this way\n');
    repo.commit('Go this way');
    spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', 'merge', 'other'], { cwd: repo.directory });
    const before = picture(join(repo.directory, '.git'));
    expect((await released(git, repo.directory, dirty)).files['app.ts']).toContain('<<<<<<<');
    expect((await released(git, repo.directory)).files['app.ts']).toBe('this way\n');
    expect(picture(join(repo.directory, '.git'))).toEqual(before);
  });

  test('of a clone that borrows its objects', async () => {
    const repo = repository();
    const directory = join(temporaryDirectory(), 'clone');
    repo.git('clone', '--quiet', '--shared', repo.directory, directory);
    writeFileSync(join(directory, 'new.ts'), 'new\n');
    const before = [repo.directory, directory].map((path) => picture(join(path, '.git')));
    expect((await released(git, directory, dirty)).files).toEqual({ ...FILES, 'new.ts': 'new\n' });
    expect([repo.directory, directory].map((path) => picture(join(path, '.git')))).toEqual(before);
  });

  test('of a bare repository, under careful settings', async () => {
    const repo = repository();
    const bare = join(temporaryDirectory(), 'bare.git');
    const tree = join(temporaryDirectory(), 'tree');
    repo.git('clone', '--quiet', '--bare', repo.directory, bare);
    repo.git('-C', bare, 'worktree', 'add', '--quiet', tree, 'main');
    const careful = gitWith('[safe]\n\tbareRepository = explicit');
    expect((await released(careful, tree)).files).toEqual(FILES);
    expect((await released(careful, tree, dirty)).files).toEqual(FILES);
  });

  test('whose .git lies elsewhere', async () => {
    const elsewhere = join(temporaryDirectory(), 'else "where"');
    const repo = repository(temporaryDirectory(), `--separate-git-dir=${elsewhere}`);
    repo.write('new.ts', 'new\n');
    const before = picture(elsewhere);
    expect((await released(git, repo.directory, dirty)).files).toEqual({ ...FILES, 'new.ts': 'new\n' });
    expect(picture(elsewhere)).toEqual(before);
  });

  test('of an app in a directory, which is reached by a link and is in no commit yet', async () => {
    const repo = repository();
    repo.write('shop/cdk.json', '{}\n');
    repo.write('beside.ts', 'not part of the shop\n');
    const link = join(temporaryDirectory(), 'link');
    symlinkSync(join(repo.directory, 'shop'), link);
    expect((await releasedAlone(git, link, dirty)).files).toEqual({ 'cdk.json': '{}\n' });
    await expect(releasedAlone(git, link)).rejects.toThrow(
      'has no shop: name a commit that has it, or take it as it is',
    );
  });

  test.each(['--sparse-index', '--no-sparse-index'])('outside of a sparse checkout (%s)', async (option) => {
    const repo = repository();
    for (const name of ['in/a', 'out/b', 'out/c']) repo.write(name, `${name}\n`);
    age(repo.directory, 'in/a', 'out/b', 'out/c');
    repo.commit('Open two shops');
    repo.git('sparse-checkout', 'set', '--cone', option, 'in');
    repo.write('out/new', 'new\n');
    const { workspace, commit } = await released(git, repo.directory, dirty);
    const names = await git.ours(workspace.gitDirectory, ['ls-tree', '-r', '--name-only', commit.id]);
    expect(names.split('\n')).toEqual(['.gitignore', 'app.ts', 'in/a', 'out/b', 'out/c', 'out/new']);
    const out = await releasedAlone(git, join(repo.directory, 'out'), dirty);
    expect(out.files).toEqual({ b: 'out/b\n', c: 'out/c\n', new: 'new\n' });
  });
});

test('a commit without files is a commit', async () => {
  const repo = repository();
  repo.git('rm', '--quiet', '-r', '.');
  repo.git('commit', '--quiet', '-m', 'Take everything away');
  const { commit, files } = await released(git, repo.directory);
  expect([commit.subject, files]).toEqual(['Take everything away', {}]);
});
