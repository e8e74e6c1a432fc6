import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { UserError } from '../../ground/user-error';
import { type Commit, describeCommit, shortId, subdirectoryCommit, submodulesOf } from './commit';
import { complete } from './complete';
import { type Git, GitFailure, type GitOptions, inGitsWords, orNone } from './git';
import { borrowObjects, createBare, type ObjectFormat, quoted, written } from './private-repository';
import { snapshot } from './snapshot';
import type { UsersRepository } from './users-repository';
import { DETACHED, type Workspace } from './workspace';

/** The workspace of a directory in a repository of the user. */
export class VersionedWorkspace implements Workspace {
  readonly format: ObjectFormat;
  readonly prefix: string;
  readonly versioned = true;
  /** Whatever git makes or fetches while it reads goes into the private repository. */
  private readonly env: Readonly<Record<string, string>>;
  private readonly at: GitOptions;

  constructor(
    private readonly git: Git,
    readonly directory: string,
    readonly gitDirectory: string,
    private readonly repository: UsersRepository,
    /** The directory of the repository that is released. */
    private readonly part: string,
  ) {
    const { objects, shallow, format, prefix, top } = repository;
    borrowObjects(gitDirectory, objects, existsSync(shallow) ? readFileSync(shallow, 'utf8') : undefined);
    this.format = format;
    this.env = {
      GIT_OBJECT_DIRECTORY: join(gitDirectory, 'objects'),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: [objects, written(gitDirectory)].map(quoted).join(delimiter),
    };
    this.prefix = part === prefix ? '' : prefix;
    this.at = { cwd: part === prefix ? directory : top, env: this.env };
  }

  async branch(): Promise<string> {
    return (await orNone(this.git.users(['symbolic-ref', '--quiet', '--short', 'HEAD'], this.at))) ?? DETACHED;
  }

  uncommitted(): Promise<readonly string[]> {
    return this.reading(async () => {
      const status = await this.git.users(STATUS, this.at);
      return status.split('\0').flatMap((entry) => (entry === '' ? [] : [entry.slice(3)]));
    });
  }

  commit(revision: string): Promise<Commit> {
    return this.reading(async () => {
      const id = revision === 'HEAD' ? await this.head() : await this.tryResolve(revision);
      if (id !== undefined) return this.show(id);
      const { top } = this.repository;
      throw new UserError(
        revision === 'HEAD'
          ? `${top} has no commit yet: commit first, or rehearse the directory as it is with --dirty`
          : `no commit is called "${revision}" in ${top}`,
      );
    });
  }

  snapshot(): Promise<Commit> {
    return this.reading(async () => {
      const { git, gitDirectory, env } = this;
      const directory = this.at.cwd;
      const parent = await this.head();
      const { index } = this.repository;
      return this.show(await snapshot(git, { directory, gitDirectory, env, index, ...(parent && { parent }) }));
    });
  }

  published({ origin }: Commit): Promise<Commit | undefined> {
    return this.reading(async () => {
      if (origin === undefined) return undefined;
      for (const name of await this.tips()) {
        const tip = await this.tryResolve(name);
        const base = tip === undefined ? undefined : await orNone(this.git.users(['merge-base', tip, origin], this.at));
        const commit = await this.tryShow(base);
        if (commit !== undefined) return commit;
      }
      return undefined;
    });
  }

  ancestor({ origin }: Commit, generations: number): Promise<Commit | undefined> {
    return this.reading(async () => this.tryShow(await this.tryResolve(`${origin}~${generations}`)));
  }

  submodules({ id }: Commit): Promise<readonly string[]> {
    return this.reading(() => submodulesOf(this.git, this.gitDirectory, id));
  }

  async sender({ id }: Commit): Promise<string> {
    const { git, gitDirectory, format } = this;
    if (this.repository.promisors.length === 0) return gitDirectory;
    // A partial clone has not what earlier commits held: the commit is sent without them.
    const directoryOfOne = join(gitDirectory, 'senders', id);
    await createBare(git, directoryOfOne, format);
    borrowObjects(directoryOfOne, join(gitDirectory, 'objects'), `${id}\n`);
    return directoryOfOne;
  }

  private reading<Answer>(read: () => Promise<Answer>): Promise<Answer> {
    return inGitsWords(`read the repository of ${this.directory}`, read());
  }

  private verify(revision: string): Promise<string | undefined> {
    return orNone(this.git.users(['rev-parse', '--verify', '--quiet', '--end-of-options', revision], this.at));
  }

  private async tryResolve(revision: string): Promise<string | undefined> {
    const id = await this.verify(`${revision}^{commit}`);
    const other = id === undefined ? await this.verify(revision) : undefined;
    if (other === undefined) return id;
    const type = await this.git.users(['cat-file', '-t', other], this.at);
    const { top } = this.repository;
    throw new UserError(`"${revision}" is ${other} in ${top}, a ${type} and not a commit: name a commit`);
  }

  private async head(): Promise<string | undefined> {
    const id = await this.tryResolve('HEAD');
    if (id === undefined) await expectUnborn(this.git, this.directory);
    return id;
  }

  private async tryShow(id: string | undefined): Promise<Commit | undefined> {
    const { git, gitDirectory } = this;
    const { prefix, promisors } = this.repository;
    const treeOf = (path: string) => this.verify(path === '' ? `${id}^{tree}` : `${id}:${path}`);
    // Without the app there is nothing to release, also where the rest of the repository is there.
    if (id === undefined || (await treeOf(prefix)) === undefined) return undefined;
    const tree = await treeOf(this.part);
    if (tree === undefined) return undefined;
    await complete(git, promisors, tree, this.at);
    return this.part === '' ? describeCommit(git, gitDirectory, id) : subdirectoryCommit(git, gitDirectory, id, tree);
  }

  private async show(id: string): Promise<Commit> {
    const commit = await this.tryShow(id);
    if (commit !== undefined) return commit;
    const { top, prefix } = this.repository;
    throw new UserError(
      `${shortId(id)} of ${top} has no ${prefix === '' ? 'files' : prefix}: name a commit that has it, or take it as it is with --dirty`,
    );
  }

  private async tips(): Promise<readonly string[]> {
    const { git, at } = this;
    const branch = await orNone(git.users(['symbolic-ref', '--quiet', 'HEAD'], at));
    const upstream = branch === undefined ? '' : await git.users(['for-each-ref', '--format=%(upstream)', branch], at);
    return ['refs/remotes/origin/HEAD', upstream].filter((tip) => tip !== '');
  }
}

/** What would be released if it were committed; no look into submodules, no renames, which need the content of files. */
const STATUS = [
  ...['status', '--porcelain', '-z', '--no-renames', '--untracked-files=normal', '--ignore-submodules=dirty'],
  ...['--', '.'],
];

/** A HEAD that names no commit is a branch without commits, or broken: only `git log` tells one from the other. */
const expectUnborn = async (git: Git, cwd: string): Promise<void> => {
  await git.users(['log', '-1', '--format=', '--no-show-signature'], { cwd }).catch((error: unknown) => {
    if (error instanceof GitFailure && /does not have any commits yet$/m.test(error.output)) return;
    throw error;
  });
};
