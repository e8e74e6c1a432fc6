import type { Commit } from './commit';
import type { ObjectFormat } from './private-repository';

/** In the place of a branch where none is checked out; no branch can be called so. */
export const DETACHED = 'HEAD';

/** An app's directory as a source of commits. Nothing here writes to the user's repository. */
export interface Workspace {
  /** The app's directory, absolute. */
  readonly directory: string;
  /** Where the app lies in its commits, without a slash at its end; empty at their top. */
  readonly prefix: string;
  /** Private bare repository that knows every commit handed out. */
  readonly gitDirectory: string;
  /** How its commits are named. */
  readonly format: ObjectFormat;
  /** False where the directory belongs to no repository; then the only commit is the directory as it is. */
  readonly versioned: boolean;
  /** The branch that is checked out; `DETACHED` where it is none, undefined where the directory belongs to no repository. */
  branch(): Promise<string | undefined>;
  /** Paths that differ from HEAD, as the top of the repository names them. */
  uncommitted(): Promise<readonly string[]>;
  /** The commit a revision names. @throws {UserError} when there is none */
  commit(revision: string): Promise<Commit>;
  /** The directory as it is, on top of HEAD, as a commit that no branch, index or reflog of the user knows. */
  snapshot(): Promise<Commit>;
  /** The newest ancestor (or the commit itself) that was published to the default branch of `origin`, or to the upstream. */
  published(commit: Commit): Promise<Commit | undefined>;
  /** The commit so many generations before, along first parents; undefined before the first, and before the app was there. */
  ancestor(commit: Commit, generations: number): Promise<Commit | undefined>;
  /** Directories of a commit that are other repositories, whose files are not in it. */
  submodules(commit: Commit): Promise<readonly string[]>;
  /** A private repository that has everything it takes to push a commit. */
  sender(commit: Commit): Promise<string>;
}
