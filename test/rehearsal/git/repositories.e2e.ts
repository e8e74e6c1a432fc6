import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkout } from '../../../lib/rehearsal/git/commit';
import { openWorkspace } from '../../../lib/rehearsal/git/open-workspace';
import { openRemote } from '../../../lib/rehearsal/git/remote';
import type { Workspace } from '../../../lib/rehearsal/git/workspace';
import { released, releasedAlone } from '../_helpers/released';
import { age, git, gitWith, picture, type Repository, repository } from '../_helpers/repository';
import { temporaryDirectory } from '../_helpers/temporary-directory';

// Dozens of git commands run in each of these: a busy machine is no fault.
const FILES = { '.gitignore': 'node_modules/\n', 'app.ts': 'one\n' };
const dirty = (workspace: Workspace) => workspace.snapshot();

/** Clones a repository with options of `git clone`, as its user does, and answers where. */
const clone = (origin: Repository, ...options: readonly string[]): string => {
  const directory = join(temporaryDirectory(), 'clone');
  origin.git('config', 'uploadpack.allowFilter', 'true');
  origin.git('clone', '--quiet', ...options, `file://${origin.directory}`, directory);
  return directory;
};

/** A repository with an earlier state of its app, and an app in a directory. */
const withHistory = (...init: readonly string[]): Repository => {
  const repo = repository(temporaryDirectory(), ...init);
  repo.write('apps/shop/cdk.json', '{}\n');
  repo.write('app.ts', 'second\n');
  age(repo.directory, 'app.ts', 'apps/shop/cdk.json');
  repo.commit('Open a shop');
  return repo;
};

describe('a commit arrives, and so does the working tree, without a change to the repository', () => {
  test.each([
    ['blanks', 'a  b '],
    ['quotes', '"it\'s" `here`'],
    ['letters of other alphabets', 'ünï ✓ код'],
    ['a line end', 'one\ntwo'],
    ['what separates paths', 'a:b;c,d'],
    ['what begins a comment or an option', '#-\\backslash'],
    ['a line end last', 'end\n'],
  ])('from a directory with %s in its name', async (_, name) => {
    const repo = repository(join(temporaryDirectory(), name));
    repo.write(`${name}/cdk.json`, '{}\n');
    age(repo.directory, `${name}/cdk.json`);
    const id = repo.commit('Open a shop');
    repo.write('new.ts', 'new\n');
    const before = picture(join(repo.directory, '.git'));
    const { commit, files } = await released(git, repo.directory);
    expect([commit.id, files]).toEqual([id, FILES]);
    expect((await released(git, repo.directory, dirty)).files).toEqual({ ...FILES, 'new.ts': 'new\n' });
    expect((await releasedAlone(git, join(repo.directory, name))).files).toEqual({ 'cdk.json': '{}\n' });
    expect(picture(join(repo.directory, '.git'))).toEqual(before);
  });

  test('from a SHA-256 repository, at its top and below', async () => {
    const repo = withHistory('--object-format=sha256');
    const { workspace, commit, files } = await released(git, repo.directory);
    expect([workspace.format, commit.id, files]).toEqual([
      'sha256',
      repo.git('rev-parse', 'HEAD'),
      { ...FILES, 'app.ts': 'second\n' },
    ]);
    const shop = await releasedAlone(git, join(repo.directory, 'apps/shop'));
    expect([shop.commit.id, shop.files]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), { 'cdk.json': '{}\n' }]);
    repo.write('app.ts', 'three\n');
    expect((await released(git, repo.directory, dirty)).files).toEqual({ ...FILES, 'app.ts': 'three\n' });
  });

  test('from a linked worktree on no branch', async () => {
    const repo = withHistory();
    const tree = join(temporaryDirectory(), 'tree');
    repo.git('worktree', 'add', '--quiet', '--detach', tree, 'HEAD~1');
    writeFileSync(join(tree, 'new.ts'), 'new\n');
    const before = picture(join(repo.directory, '.git'));
    expect((await released(git, tree)).files).toEqual(FILES);
    expect((await released(git, tree, dirty)).files).toEqual({ ...FILES, 'new.ts': 'new\n' });
    expect(picture(join(repo.directory, '.git'))).toEqual(before);
  });

  test.each([['--sparse-index'], ['--no-sparse-index']])('from a sparse checkout (%s), whole', async (option) => {
    const repo = withHistory();
    repo.git('sparse-checkout', 'set', '--cone', option, 'apps');
    rmSync(join(repo.directory, 'app.ts'), { force: true });
    repo.git('sparse-checkout', 'set', '--no-cone', option, '/apps/');
    repo.write('apps/shop/new.ts', 'new\n');
    const before = picture(join(repo.directory, '.git'));
    const { workspace, commit, files } = await released(git, repo.directory, dirty);
    expect(files).toEqual({ ...FILES, 'app.ts': 'second\n' });
    const all = await git.ours(workspace.gitDirectory, ['ls-tree', '-r', '--name-only', commit.id]);
    expect(all.split('\n')).toEqual(['.gitignore', 'app.ts', 'apps/shop/cdk.json', 'apps/shop/new.ts']);
    expect(picture(join(repo.directory, '.git'))).toEqual(before);
  });

  test('from a shallow clone', async () => {
    const directory = clone(withHistory(), '--depth=1');
    const { workspace, commit, files } = await released(git, directory);
    expect(files).toEqual({ ...FILES, 'app.ts': 'second\n' });
    expect(await workspace.ancestor(commit, 1)).toBeUndefined();
  });
});

describe('a partial clone', () => {
  test.each(['blob:none', 'tree:0'])('(%s) is completed privately, and not written to', async (filter) => {
    const origin = withHistory();
    const directory = clone(origin, `--filter=${filter}`);
    const before = picture(join(directory, '.git'));
    expect((await released(git, directory)).files).toEqual({ ...FILES, 'app.ts': 'second\n' });
    const { workspace, commit, files } = await released(git, directory, (opened) => opened.commit('HEAD~1'));
    expect([commit.id, files]).toEqual([origin.git('rev-parse', 'HEAD~1'), FILES]);
    expect((await workspace.published(commit))?.id).toBe(commit.id);
    expect((await releasedAlone(git, join(directory, 'apps/shop'))).files).toEqual({ 'cdk.json': '{}\n' });
    writeFileSync(join(directory, 'new.ts'), 'new\n');
    const changed = await released(git, directory, dirty);
    expect(changed.files).toEqual({ ...FILES, 'app.ts': 'second\n', 'new.ts': 'new\n' });
    expect((await changed.workspace.ancestor(changed.commit, 2))?.id).toBe(commit.id);
    expect(picture(join(directory, '.git'))).toEqual(before);
  });

  test('pushes one commit after the other, and back', async () => {
    const directory = clone(withHistory(), '--filter=blob:none');
    const workspace = await openWorkspace(git, directory, temporaryDirectory());
    const remote = await openRemote(git, join(temporaryDirectory(), 'remote.git'), process.pid, workspace.format);
    for (const revision of ['HEAD~1', 'HEAD', 'HEAD~1']) {
      const commit = await workspace.commit(revision);
      await remote.push(await workspace.sender(commit), commit, 'refs/heads/main', () => undefined);
      expect((await remote.commit('main'))?.id).toBe(commit.id);
    }
  });

  test('whose remote is out of reach releases what it has, and is refused where something is missing', async () => {
    const origin = withHistory();
    const directory = clone(origin, '--filter=blob:none');
    rmSync(origin.directory, { recursive: true });
    const workspace = await openWorkspace(git, directory, temporaryDirectory());
    const commit = await workspace.commit('HEAD');
    await checkout(git, workspace.gitDirectory, commit.id, join(temporaryDirectory(), 'files'));
    await expect(workspace.commit('HEAD~1')).rejects.toThrow(
      /is a partial clone, and what it left out of [0-9a-f]{40} cannot be fetched \(check that commit out there once/,
    );
  });

  test('whose user forbids the way to its remote is refused', async () => {
    const directory = clone(withHistory(), '--filter=blob:none');
    const careful = gitWith('[protocol "file"]\n\tallow = never');
    await expect(released(careful, directory, (opened) => opened.commit('HEAD~1'))).rejects.toThrow(
      "transport 'file' not allowed",
    );
  });
});

describe('a submodule', () => {
  test('is named, and has no files in what a pipeline gets', async () => {
    const repo = repository();
    const library = repository();
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.directory, 'lib rary');
    repo.commit('Take the library');
    writeFileSync(join(repo.directory, 'lib rary', 'app.ts'), 'changed\n');
    const before = picture(join(repo.directory, '.git'));
    const { workspace, commit, files } = await released(git, repo.directory);
    expect(Object.keys(files).sort()).toEqual(['.gitignore', '.gitmodules', 'app.ts']);
    expect(await workspace.submodules(commit)).toEqual(['lib rary']);
    expect(await workspace.uncommitted()).toEqual([]);
    expect(picture(join(repo.directory, '.git'))).toEqual(before);
    expect((await released(git, join(repo.directory, 'lib rary'))).files).toEqual(FILES);
  });

  test('is also what a repository in a directory without one is', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'cdk.json'), '{}\n');
    mkdirSync(join(directory, 'inner'));
    repository(join(directory, 'inner'));
    const { workspace, commit } = await released(git, directory);
    expect(await workspace.submodules(commit)).toEqual(['inner']);
  });
});

test('a kept remote whose commits are named otherwise says what to do', async () => {
  const directory = join(temporaryDirectory(), 'remote.git');
  await openRemote(git, directory, process.pid, 'sha1');
  await expect(openRemote(git, directory, process.pid, 'sha256')).rejects.toThrow(
    "the kept emulator's remote has sha1 commits and the repository now has sha256 ones: end it with bin/delivery down",
  );
});
