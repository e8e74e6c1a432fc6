import { copyFileSync, existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Refusal } from '../refusal';
import type { Commit } from './commit';
import { type Git, GitFailure, type GitOptions } from './git';
import { describeCommit, subdirectoryCommit } from './read-commit';
import { snapshot } from './snapshot';

/** An app's directory as a source of commits. Nothing here writes to the user's repository. */
export interface Workspace {
  /** The app's directory, absolute. */
  readonly directory: string;
  /** Private bare repository that knows every commit handed out. */
  readonly gitDirectory: string;
  /** False where the directory belongs to no repository; then the only commit is the directory as it is. */
  readonly versioned: boolean;
  /** Paths that differ from HEAD, as `git status` names them. */
  uncommitted(): Promise<readonly string[]>;
  /** The commit a revision names. Throws {@link Refusal} when there is none. */
  commit(revision: string): Promise<Commit>;
  /** The directory as it is, on top of HEAD, as a commit that no branch, index or reflog of the user knows. */
  snapshot(): Promise<Commit>;
  /** The newest ancestor (or the commit itself) that was published to the default branch of `origin`, or to the upstream. */
  published(commit: Commit): Promise<Commit | undefined>;
  /** The commit so many generations before, along first parents; undefined before the first. */
  ancestor(commit: Commit, generations: number): Promise<Commit | undefined>;
}

/** Opens the directory of an app; `privateDirectory` must exist and be empty. */
export async function openWorkspace(git: Git, directory: string, privateDirectory: string): Promise<Workspace> {
  const path = resolve(directory);
  if (!existsSync(path)) throw new Refusal(`--app ${directory}: there is no such directory`);
  const here = { cwd: realpathSync(path) };
  const gitDirectory = join(privateDirectory, 'workspace.git');
  await git(['init', '--quiet', '--bare', '--template=', gitDirectory], { cwd: privateDirectory });
  const userObjects = await git(['rev-parse', '--path-format=absolute', '--git-path', 'objects'], here).catch(
    (error: unknown) => {
      if (error instanceof GitFailure) return undefined;
      throw error;
    },
  );
  if (userObjects === undefined) return unversioned(git, here.cwd, gitDirectory);
  await borrowObjects(git, here.cwd, userObjects, gitDirectory);
  const prefix = await git(['rev-parse', '--show-prefix'], here);
  const top = await git(['rev-parse', '--show-toplevel'], here);
  const show = async (id: string): Promise<Commit> =>
    prefix === '' ? describeCommit(git, gitDirectory, id) : subdirectoryCommit(git, gitDirectory, id, prefix);
  const tryResolve = (revision: string, at: GitOptions = here): Promise<string | undefined> =>
    git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], at).catch(
      (error: unknown) => {
        if (error instanceof GitFailure) return undefined;
        throw error;
      },
    );

  return {
    directory: here.cwd,
    gitDirectory,
    versioned: true,
    async uncommitted() {
      const status = await git(['status', '--porcelain', '--', '.'], here);
      return status === '' ? [] : status.split('\n').map((line) => line.trim().replace(/^\S+\s+/, ''));
    },
    async commit(revision) {
      const id = await tryResolve(revision);
      if (id !== undefined) return show(id);
      throw new Refusal(
        revision === 'HEAD'
          ? `${top} has no commit yet: commit first, or rehearse the directory as it is with --dirty`
          : `no commit is called "${revision}" in ${top}`,
      );
    },
    async snapshot() {
      const parent = await tryResolve('HEAD');
      return show(await snapshot(git, { directory: top, gitDirectory, userObjects, ...(parent && { parent }) }));
    },
    async published(commit) {
      for (const revision of ['refs/remotes/origin/HEAD', '@{upstream}']) {
        const tip = await tryResolve(revision);
        if (tip === undefined || commit.origin === undefined) continue;
        const base = await git(['merge-base', tip, commit.origin], { cwd: gitDirectory }).catch((error: unknown) => {
          if (error instanceof GitFailure && error.exitCode === 1) return undefined;
          throw error;
        });
        if (base !== undefined) return show(base);
      }
      return undefined;
    },
    async ancestor(commit, generations) {
      const id = await tryResolve(`${commit.origin}~${generations}`, { cwd: gitDirectory });
      return id === undefined ? undefined : show(id);
    },
  };
}

/** A directory that belongs to no repository becomes one, privately; `.gitignore` files are honoured. */
async function unversioned(git: Git, directory: string, gitDirectory: string): Promise<Workspace> {
  mkdirSync(join(gitDirectory, 'info'), { recursive: true });
  writeFileSync(join(gitDirectory, 'info', 'exclude'), 'node_modules/\ncdk.out/\n.rehearsal/\n');
  const only = await describeCommit(git, gitDirectory, await snapshot(git, { directory, gitDirectory }));
  return {
    directory,
    gitDirectory,
    versioned: false,
    uncommitted: async () => [],
    snapshot: async () => only,
    published: async () => undefined,
    ancestor: async () => undefined,
    async commit(revision) {
      if (revision === 'HEAD') return only;
      throw new Refusal(`${directory} is in no git repository, so there is no revision "${revision}": leave it out`);
    },
  };
}

/** Lets the private repository read the user's objects without copying them, shallow clones included. */
async function borrowObjects(git: Git, cwd: string, userObjects: string, gitDirectory: string): Promise<void> {
  mkdirSync(join(gitDirectory, 'objects', 'info'), { recursive: true });
  writeFileSync(join(gitDirectory, 'objects', 'info', 'alternates'), `${userObjects}\n`);
  const shallow = await git(['rev-parse', '--path-format=absolute', '--git-path', 'shallow'], { cwd });
  if (existsSync(shallow)) copyFileSync(shallow, join(gitDirectory, 'shallow'));
}
