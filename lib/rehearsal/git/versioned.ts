import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { UserError } from '../../ground/user-error';
import { type Commit, describeCommit, shortId, subdirectoryCommit, submodulesOf } from './commit';
import { complete } from './complete';
import { type Git, GitFailure, inGitsWords, orNone } from './git';
import { borrowObjects, createBare, quoted, written } from './private-repository';
import { snapshot } from './snapshot';
import type { UsersRepository } from './users-repository';
import type { Workspace } from './workspace';

/** The workspace of a directory in a repository of the user. */
export const versioned = (
  git: Git,
  directory: string,
  gitDirectory: string,
  repository: UsersRepository,
): Workspace => {
  const { top, prefix, objects, format, promisors } = repository;
  borrowObjects(
    gitDirectory,
    objects,
    existsSync(repository.shallow) ? readFileSync(repository.shallow, 'utf8') : undefined,
  );
  // Whatever git makes or fetches while it reads goes into the private repository.
  const env = {
    GIT_OBJECT_DIRECTORY: join(gitDirectory, 'objects'),
    GIT_ALTERNATE_OBJECT_DIRECTORIES: [objects, written(gitDirectory)].map(quoted).join(delimiter),
  };
  const at = { cwd: directory, env };
  const verify = (revision: string): Promise<string | undefined> =>
    orNone(git.users(['rev-parse', '--verify', '--quiet', '--end-of-options', revision], at));

  const tryResolve = async (revision: string): Promise<string | undefined> => {
    const id = await verify(`${revision}^{commit}`);
    const other = id === undefined ? await verify(revision) : undefined;
    if (other === undefined) return id;
    const type = await git.users(['cat-file', '-t', other], at);
    throw new UserError(`"${revision}" is ${other} in ${top}, a ${type} and not a commit: name a commit`);
  };
  const head = async (): Promise<string | undefined> => {
    const id = await tryResolve('HEAD');
    if (id === undefined) await expectUnborn(git, directory);
    return id;
  };
  const tryShow = async (id: string | undefined): Promise<Commit | undefined> => {
    const tree = id === undefined ? undefined : await verify(prefix === '' ? `${id}^{tree}` : `${id}:${prefix}`);
    if (id === undefined || tree === undefined) return undefined;
    await complete(git, promisors, tree, at);
    return prefix === '' ? describeCommit(git, gitDirectory, id) : subdirectoryCommit(git, gitDirectory, id, tree);
  };
  const show = async (id: string): Promise<Commit> => {
    const commit = await tryShow(id);
    if (commit !== undefined) return commit;
    throw new UserError(
      `${shortId(id)} of ${top} has no ${prefix === '' ? 'files' : prefix}: name a commit that has it, or take it as it is with --dirty`,
    );
  };
  const tips = async (): Promise<readonly string[]> => {
    const branch = await orNone(git.users(['symbolic-ref', '--quiet', 'HEAD'], at));
    const upstream = branch === undefined ? '' : await git.users(['for-each-ref', '--format=%(upstream)', branch], at);
    return ['refs/remotes/origin/HEAD', upstream].filter((tip) => tip !== '');
  };

  const workspace: Omit<Workspace, 'directory' | 'gitDirectory' | 'format' | 'versioned'> = {
    async uncommitted() {
      const status = await git.users(STATUS, at);
      return status.split('\0').flatMap((entry) => (entry === '' ? [] : [entry.slice(3)]));
    },
    async commit(revision) {
      const id = revision === 'HEAD' ? await head() : await tryResolve(revision);
      if (id !== undefined) return show(id);
      throw new UserError(
        revision === 'HEAD'
          ? `${top} has no commit yet: commit first, or rehearse the directory as it is with --dirty`
          : `no commit is called "${revision}" in ${top}`,
      );
    },
    async snapshot() {
      const parent = await head();
      const { index } = repository;
      return show(await snapshot(git, { directory, gitDirectory, env, index, ...(parent && { parent }) }));
    },
    async published({ origin }) {
      if (origin === undefined) return undefined;
      for (const name of await tips()) {
        const tip = await tryResolve(name);
        const base = tip === undefined ? undefined : await orNone(git.users(['merge-base', tip, origin], at));
        const commit = await tryShow(base);
        if (commit !== undefined) return commit;
      }
      return undefined;
    },
    async ancestor({ origin }, generations) {
      return tryShow(await tryResolve(`${origin}~${generations}`));
    },
    submodules: ({ id }) => submodulesOf(git, gitDirectory, id),
    async sender({ id }) {
      if (promisors.length === 0) return gitDirectory;
      // A partial clone has not what earlier commits held: the commit is sent without them.
      const directoryOfOne = join(gitDirectory, 'senders', id);
      await createBare(git, directoryOfOne, format);
      borrowObjects(directoryOfOne, join(gitDirectory, 'objects'), `${id}\n`);
      return directoryOfOne;
    },
  };
  const reading = `read the repository of ${directory}`;
  return {
    ...{ directory, gitDirectory, format, versioned: true },
    uncommitted: () => inGitsWords(reading, workspace.uncommitted()),
    commit: (revision) => inGitsWords(reading, workspace.commit(revision)),
    snapshot: () => inGitsWords(reading, workspace.snapshot()),
    published: (commit) => inGitsWords(reading, workspace.published(commit)),
    ancestor: (commit, generations) => inGitsWords(reading, workspace.ancestor(commit, generations)),
    submodules: (commit) => inGitsWords(reading, workspace.submodules(commit)),
    sender: (commit) => workspace.sender(commit),
  };
};

/** What would be released if it were committed; no look into submodules, no renames, which need the content of files. */
const STATUS = [
  ...['status', '--porcelain', '-z', '--no-renames', '--untracked-files=normal', '--ignore-submodules=dirty'],
  ...['--', '.'],
];

/** A HEAD that names no commit is a branch without commits, or broken: only `git log` tells one from the other. */
async function expectUnborn(git: Git, cwd: string): Promise<void> {
  await git.users(['log', '-1', '--format=', '--no-show-signature'], { cwd }).catch((error: unknown) => {
    if (error instanceof GitFailure && /does not have any commits yet$/m.test(error.output)) return;
    throw error;
  });
}
