import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Commit } from '../../../lib/rehearsal/git/commit';
import { hardSettings, hooksIn } from '../_helpers/git-settings';
import { released } from '../_helpers/released';
import { gitWith, picture, type Repository, repository } from '../_helpers/repository';
import { temporaryDirectory } from '../_helpers/temporary-directory';

// Dozens of git commands run in each of these: a busy machine is no fault.
const mark = join(temporaryDirectory(), 'a-hook-ran');
const hooks = hooksIn(join(temporaryDirectory(), 'hooks'), mark);
const SETTINGS = hardSettings(hooks);

describe('of a repository with changes, whose own hooks fail', () => {
  let repo: Repository;
  let before: readonly string[];

  beforeAll(() => {
    repo = repository();
    hooksIn(join(repo.directory, '.git', 'hooks'), mark);
    repo.git('config', 'core.fsmonitor', join(hooks, 'fsmonitor'));
    repo.write('app.ts', 'two\n');
    repo.write('näw "file".ts', 'new\n');
    rmSync(mark, { force: true });
    before = picture(join(repo.directory, '.git'));
  });

  // Rows share the repository: none may change it.
  test.each([...Object.entries(SETTINGS), ['all of them at once', Object.values(SETTINGS).join('\n')]])(
    'under %s commit and working tree arrive, no hook runs, and nothing of the repository changes',
    async (_, settings) => {
      const git = gitWith(settings, { GIT_DEFAULT_HASH: 'sha256' });
      let dirty: Commit | undefined;
      const { workspace, commit, files } = await released(git, repo.directory, async (opened) => {
        dirty = await opened.snapshot();
        return opened.commit('HEAD');
      });
      expect(files).toEqual({ '.gitignore': 'node_modules/\n', 'app.ts': 'one\n' });
      expect(commit).toMatchObject({ id: repo.git('rev-parse', 'HEAD'), subject: 'Write the app', author: 'Ada' });
      const names = await git.ours(workspace.gitDirectory, ['ls-tree', '--name-only', '-z', dirty?.id ?? '']);
      expect(names.split('\0').filter(Boolean).sort()).toEqual(['.gitignore', 'app.ts', 'näw "file".ts']);
      expect(await git.ours(workspace.gitDirectory, ['show', `${dirty?.id}:app.ts`])).toBe('two');
      expect([...(await workspace.uncommitted())].sort()).toEqual(['app.ts', 'näw "file".ts']);
      expect(picture(join(repo.directory, '.git'))).toEqual(before);
      expect(existsSync(mark)).toBe(false);
    },
  );
});

describe('under all settings at once', () => {
  const git = gitWith(Object.values(SETTINGS).join('\n'));

  test('a working tree with changes is pushed', async () => {
    const repo = repository();
    repo.write('app.ts', 'two\n');
    const { files } = await released(git, repo.directory, (workspace) => workspace.snapshot());
    expect(files).toEqual({ '.gitignore': 'node_modules/\n', 'app.ts': 'two\n' });
  });

  test('so is a directory outside any repository', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'cdk.json'), '{}\n');
    expect((await released(git, directory)).files).toEqual({ 'cdk.json': '{}\n' });
  });
});

describe('settings that say what a commit is', () => {
  test('hold for a working tree: filters, line ends, ignore rules of the user', async () => {
    const repo = repository();
    const home = temporaryDirectory();
    writeFileSync(join(home, 'ignore'), 'scratch\n');
    writeFileSync(join(home, 'attributes'), '*.big filter=pointer\n');
    const git = gitWith(
      `[core]\n\tautocrlf = input\n\texcludesFile = ${home}/ignore\n\tattributesFile = ${home}/attributes
[filter "pointer"]\n\tclean = "sed 's/.*/pointer/'"\n\tsmudge = false\n\trequired = true`,
    );
    repo.write('scratch', 'mine\n');
    repo.write('windows.ts', 'a\r\n');
    repo.write('film.big', 'many bytes\n');
    const { files } = await released(git, repo.directory, (workspace) => workspace.snapshot());
    expect(files).toMatchObject({ 'windows.ts': 'a\n', 'film.big': 'pointer\n' });
    expect(files).not.toHaveProperty('scratch');
  });

  test('hold where they are given by variables', async () => {
    const repo = repository();
    const count = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.autocrlf', GIT_CONFIG_VALUE_0: 'input' };
    repo.write('windows.ts', 'a\r\n');
    const { files } = await released(gitWith('', count), repo.directory, (workspace) => workspace.snapshot());
    expect(files).toMatchObject({ 'windows.ts': 'a\n' });
  });

  test('of a user’s home do not reach what a pipeline gets', async () => {
    const repo = repository();
    const home = temporaryDirectory();
    mkdirSync(join(home, 'git'));
    writeFileSync(join(home, 'git', 'attributes'), '*.ts text eol=crlf\n');
    const git = gitWith('', { HOME: home, XDG_CONFIG_HOME: home });
    expect((await released(git, repo.directory)).files).toMatchObject({ 'app.ts': 'one\n' });
  });
});
