import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Commit } from '../../../lib/rehearsal/git/commit';
import { released } from '../_helpers/released';
import { gitWith, picture, type Repository, repository } from '../_helpers/repository';
import { temporaryDirectory } from '../_helpers/temporary-directory';

const HOOKS = [
  ...['post-index-change', 'pre-push', 'post-receive', 'pre-receive', 'update', 'reference-transaction'],
  ...['pre-commit', 'post-commit', 'post-checkout', 'push-to-checkout', 'pre-auto-gc', 'fsmonitor'],
];

/** Hooks that each leave a mark and fail. */
function hooksIn(directory: string, mark: string): string {
  mkdirSync(directory, { recursive: true });
  for (const name of HOOKS) {
    writeFileSync(join(directory, name), `#!/bin/sh\necho ${name} >> ${mark}\nexit 1\n`);
    chmodSync(join(directory, name), 0o755);
  }
  return directory;
}

const mark = join(temporaryDirectory(), 'a-hook-ran');
const hooks = hooksIn(join(temporaryDirectory(), 'hooks'), mark);
const included = join(temporaryDirectory(), 'included');
writeFileSync(included, '[push]\n\tgpgSign = true\n[protocol]\n\tallow = never\n');

/** Settings of companies, careful people and people with habits, as lines of a configuration file. */
const SETTINGS: Readonly<Record<string, string>> = {
  'safe.bareRepository=explicit': '[safe]\n\tbareRepository = explicit',
  'protocol.file.allow=never': '[protocol "file"]\n\tallow = never',
  'protocol.allow=never': '[protocol]\n\tallow = never',
  'push.gpgSign=true': '[push]\n\tgpgSign = true',
  'push.pushOption': '[push]\n\tpushOption = ci.skip',
  'push.default=nothing': '[push]\n\tdefault = nothing\n\tfollowTags = true\n\trecurseSubmodules = check',
  'commit.gpgSign=true, without a gpg': '[commit]\n\tgpgSign = true\n[tag]\n\tgpgSign = true\n[gpg]\n\tprogram = false',
  'log.showSignature=true': '[log]\n\tshowSignature = true\n[gpg]\n\tprogram = false',
  'core.hooksPath': `[core]\n\thooksPath = ${hooks}`,
  'core.fsmonitor': `[core]\n\tfsmonitor = ${join(hooks, 'fsmonitor')}`,
  'core.splitIndex=true': '[core]\n\tsplitIndex = true\n\tuntrackedCache = true',
  'core.sharedRepository=group': '[core]\n\tsharedRepository = group',
  'init.defaultObjectFormat=sha256': '[init]\n\tdefaultObjectFormat = sha256\n\tdefaultRefFormat = reftable',
  'init.templateDir with hooks': `[init]\n\ttemplateDir = ${join(hooks, '..')}\n\tdefaultBranch = trunk`,
  'core.autocrlf=true': '[core]\n\tautocrlf = true\n\teol = crlf',
  'url.insteadOf': '[url "https://git.invalid/"]\n\tinsteadOf = /\n\tpushInsteadOf = /',
  'receive.fsckObjects=true': '[receive]\n\tfsckObjects = true\n\tcertNonceSeed = x\n\tdenyNonFastForwards = true',
  'transfer.*': '[transfer]\n\tfsckObjects = true\n\thideRefs = refs/heads\n\tunpackLimit = 1',
  'core.alternateRefsCommand': '[core]\n\talternateRefsCommand = false',
  'an included file': `[include]\n\tpath = ${included}`,
  'http.proxy and credential.helper': '[http]\n\tproxy = http://127.0.0.1:9\n[credential]\n\thelper = "!false"',
  'gc.auto=1': '[gc]\n\tauto = 1\n\tautoDetach = false\n[maintenance]\n\tauto = true\n[receive]\n\tautogc = true',
  'status, log and colours of one’s own': [
    '[status]\n\tbranch = true\n\tshowUntrackedFiles = no\n\trelativePaths = true\n\tshowStash = true',
    '[color]\n\tui = always\n[format]\n\tpretty = oneline\n[core]\n\tpager = false\n\tquotePath = true',
    '[i18n]\n\tlogOutputEncoding = UTF-16\n[log]\n\tdate = relative\n\tshowRoot = false',
  ].join('\n'),
};

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
