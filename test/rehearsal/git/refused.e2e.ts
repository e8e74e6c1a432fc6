import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { UserError } from '../../../lib/ground/user-error';
import { openWorkspace } from '../../../lib/rehearsal/git/open-workspace';
import type { Workspace } from '../../../lib/rehearsal/git/workspace';
import { anotherUser, NOBODY, testWith } from '../../_helpers/needs';
import { released } from '../_helpers/released';
import { git, gitWith, type Repository, repository } from '../_helpers/repository';
import { temporaryDirectory } from '../_helpers/temporary-directory';

// Dozens of git commands run in each of these: a busy machine is no fault.
/** What opening, releasing and taking a picture of a directory is refused with. */
const refusal = async (directory: string, choose?: (workspace: Workspace) => ReturnType<Workspace['snapshot']>) => {
  const error = await released(git, directory, choose).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  if (!(error instanceof UserError)) throw error;
  expect(error.exitCode).toBe(2);
  return error.message;
};

const object = (repo: Repository, revision: string): string => {
  const id = repo.git('rev-parse', revision);
  return join(repo.directory, '.git', 'objects', id.slice(0, 2), id.slice(2));
};
const file = (repo: Repository, name: string): string => join(repo.directory, '.git', name);
const emptied = (repo: Repository): void => {
  rmSync(file(repo, ''), { recursive: true });
  mkdirSync(file(repo, ''));
};

const DAMAGES: readonly (readonly [string, (repo: Repository) => void, RegExp])[] = [
  ['without HEAD', (repo) => rmSync(file(repo, 'HEAD')), /not a git repository .*\.git is there all the same: repair/],
  [
    'with a HEAD of nonsense',
    (repo) => writeFileSync(file(repo, 'HEAD'), '?'),
    /not a git repository .*\.git is there/,
  ],
  ['without objects', (repo) => rmSync(file(repo, 'objects'), { recursive: true }), /\.git is there all the same/],
  ['with an empty .git', emptied, /\.git is there all the same/],
  ['with a broken configuration', (repo) => appendFileSync(file(repo, 'config'), '[x'), /bad config line \d+ in file/],
  ['of a later format', (repo) => repo.git('config', 'core.repositoryFormatVersion', '9'), /Expected git repo version/],
  [
    'whose .git leads nowhere',
    (repo) => gitFile(repo, 'gitdir: /nonexistent\n'),
    /not a git repository: \/nonexistent/,
  ],
  ['whose .git is nonsense', (repo) => gitFile(repo, 'nonsense\n'), /invalid gitfile format/],
  ['whose branch is nonsense', (repo) => writeFileSync(file(repo, 'refs/heads/main'), '?'), /appears to be broken/],
  ['whose commit is gone', (repo) => rmSync(object(repo, 'HEAD')), /could not get object info|bad object/],
  [
    'whose tree is gone',
    (repo) => rmSync(object(repo, 'HEAD^{tree}')),
    /cannot read .*(bad tree|unable to read|not a tree)/is,
  ],
  [
    'whose file is gone',
    (repo) => rmSync(object(repo, 'HEAD:app.ts')),
    /unable to read|unable to find|bad object|missing/,
  ],
];

const gitFile = (repo: Repository, text: string): void => {
  rmSync(file(repo, ''), { recursive: true });
  writeFileSync(file(repo, ''), text);
};

describe('a repository that git does not open is no directory without a repository', () => {
  test.each(DAMAGES)('%s', async (_, damage, words) => {
    const repo = repository();
    repo.write('untracked.ts', 'must not be released\n');
    damage(repo);
    expect(await refusal(repo.directory)).toMatch(words);
  });

  test.each(DAMAGES.filter(([name]) => !name.includes('tree') && !name.includes('file is gone')))(
    '%s, with --dirty',
    async (_, damage, words) => {
      const repo = repository();
      damage(repo);
      expect(await refusal(repo.directory, (workspace) => workspace.snapshot())).toMatch(words);
    },
  );

  test('also for a directory below its top', async () => {
    const repo = repository();
    repo.write('apps/shop/cdk.json', '{}');
    rmSync(file(repo, 'HEAD'));
    expect(await refusal(join(repo.directory, 'apps/shop'))).toContain(`${join(repo.directory, '.git')} is there`);
  });

  test('a bare one, and the inside of .git, say that there are no files', async () => {
    const repo = repository();
    const bare = join(temporaryDirectory(), 'bare.git');
    execFileSync('git', ['clone', '--quiet', '--bare', repo.directory, bare], { stdio: 'pipe' });
    expect(await refusal(bare)).toContain(`${bare} is a git repository without files: name a working tree`);
    expect(await refusal(file(repo, 'refs'))).toContain('without files');
  });

  test('a bare one where only explicit ones are safe is refused in git’s words', async () => {
    const bare = join(temporaryDirectory(), 'bare.git');
    execFileSync('git', ['init', '--quiet', '--bare', bare]);
    const careful = gitWith('[safe]\n\tbareRepository = explicit');
    await expect(openWorkspace(careful, bare, temporaryDirectory())).rejects.toThrow('cannot use bare repository');
  });

  testWith(anotherUser, 'one of another owner is refused, and released where the user calls it safe', async () => {
    const repo = repository();
    const id = repo.git('rev-parse', 'HEAD');
    repo.write('untracked.ts', 'must not be released\n');
    execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, repo.directory]);
    const said = await refusal(repo.directory);
    expect(said).toContain(`detected dubious ownership in repository at '${repo.directory}'`);
    expect(said).toContain('safe.directory');
    const trusting = gitWith(`[safe]\n\tdirectory = ${repo.directory}`);
    const { commit, files } = await released(trusting, repo.directory);
    expect([commit.id, Object.keys(files).sort()]).toEqual([id, ['.gitignore', 'app.ts']]);
  });
});

describe('what is not there is not what cannot be read', () => {
  test('a revision that is no commit is called by its kind', async () => {
    const repo = repository();
    const named = (workspace: Workspace) => workspace.commit('HEAD:app.ts');
    expect(await refusal(repo.directory, named)).toMatch(
      /"HEAD:app.ts" is [0-9a-f]{40} in .*, a blob and not a commit/,
    );
  });

  test('an app that a commit has not yet is said so, and is no ancestor', async () => {
    const repo = repository();
    repo.write('apps/shop/cdk.json', '{}');
    repo.commit('Open a shop');
    const shop = join(repo.directory, 'apps/shop');
    expect(await refusal(shop, (workspace) => workspace.commit('HEAD~1'))).toMatch(
      /^[0-9a-f]{7} of .* has no apps\/shop/,
    );
    const { workspace, commit } = await released(git, shop);
    expect(await workspace.ancestor(commit, 1)).toBeUndefined();
  });

  test('a working tree before the first commit is released with --dirty', async () => {
    const repo = repository();
    repo.git('checkout', '--quiet', '--orphan', 'other');
    const { files } = await released(git, repo.directory, (workspace) => workspace.snapshot());
    expect(files).toEqual({ '.gitignore': 'node_modules/\n', 'app.ts': 'one\n' });
    expect(await refusal(repo.directory)).toContain('has no commit yet');
  });

  test('an upstream that is gone, and a detached HEAD, are no published commit', async () => {
    const repo = repository();
    repo.git('config', 'branch.main.remote', 'origin');
    repo.git('config', 'branch.main.merge', 'refs/heads/main');
    repo.git('config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
    for (const change of [() => '', () => repo.git('checkout', '--quiet', '--detach')]) {
      change();
      const { workspace, commit } = await released(git, repo.directory);
      expect(await workspace.published(commit)).toBeUndefined();
    }
  });

  test('a published commit whose objects are gone is refused', async () => {
    const repo = repository();
    const first = object(repo, 'HEAD');
    repo.write('app.ts', 'two\n');
    repo.commit('Change the app');
    repo.git('update-ref', 'refs/remotes/origin/HEAD', 'HEAD~1');
    renameSync(first, `${first}.gone`);
    expect(await refusal(repo.directory)).toMatch(/git cannot read the repository of .*Could not read/);
  });
});
