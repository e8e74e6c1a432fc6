import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../ground/user-error';
import { changesIn } from './changes';
import { clone } from './clone';
import { type Commit, checkout, describeCommit, shortId } from './commit';
import { type Git, inGitsWords, orNone } from './git';
import { createBare, type ObjectFormat } from './private-repository';
import {
  type GitPush,
  type Heard,
  HOOK_FILES,
  listenToPushes,
  POST_RECEIVE,
  type PushListener,
  pushedAnew,
} from './push-listener';

/** A bare repository that stands for the hosted one the pipeline listens to. */
export interface Remote {
  readonly directory: string;
  /** Makes a branch the one that is cloned. */
  serve(branch: string): Promise<void>;
  /** The commit that a revision names, if there is one. */
  commit(revision: string): Promise<Commit | undefined>;
  /**
   * What a commit changes against another one, or, without it, against its parent, as a patch; undefined where it has more lines than
   * anybody reads.
   */
  changes(before: string | undefined, commitId: string): Promise<string | undefined>;
  /** A push of a commit as if there had been nothing before. */
  asNew(ref: string, commitId: string): Promise<GitPush>;
  /** Hears of every push until it is closed; whoever pushes reads the answer. */
  listen(heard: Heard): PushListener;
  /** Pushes a commit to a branch or a tag, `refs/…`. */
  push(from: string, commit: Commit, ref: string, onLine: (line: string) => void): Promise<void>;
  /** Writes a commit's files into an empty directory. */
  checkout(commitId: string, directory: string): Promise<void>;
  /** Writes them as a repository with the commit's history. */
  clone(of: { readonly commitId: string; readonly branch: string }, directory: string): Promise<void>;
}

/**
 * Makes the bare repository with its hook, or opens the one of a kept session.
 *
 * @throws {UserError} when that one names its objects otherwise
 */
export const openRemote = async (
  git: Git,
  directory: string,
  listenerPid: number,
  format: ObjectFormat,
): Promise<Remote> => {
  const ask = (...args: readonly string[]): Promise<string> => git.ours(directory, args);
  if (!existsSync(join(directory, 'HEAD'))) await create(git, directory, format);
  const itsFormat = await ask('rev-parse', '--show-object-format');
  if (itsFormat !== format) {
    throw new UserError(
      `the kept emulator's remote has ${itsFormat} commits and the repository now has ${format} ones: end it with bin/delivery down`,
    );
  }

  return {
    directory,
    async serve(branch) {
      await ask('symbolic-ref', 'HEAD', `refs/heads/${branch}`);
    },
    async commit(revision) {
      const id = await orNone(ask('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`));
      return id === undefined ? undefined : describeCommit(git, directory, id);
    },
    changes: (before, commitId) => changesIn(ask, before, commitId),
    asNew: (ref, commitId) => pushedAnew(ref, commitId, ask),
    listen: (heard) => listenToPushes({ directory, pid: listenerPid, ask, heard }),
    async push(from, commit, ref, onLine) {
      // A rehearsed commit may replace a rehearsed one: amending and rewinding are ordinary here.
      const push = git.ours(from, ['push', '--force', '--no-verify', directory, `${commit.id}:${ref}`], { onLine });
      await inGitsWords(`push commit ${shortId(commit.id)}`, push);
    },
    checkout: (commitId, target) => checkout(git, directory, commitId, target),
    clone: (of, target) => clone(git, directory, of, target),
  };
};

const create = async (git: Git, directory: string, format: ObjectFormat): Promise<void> => {
  const hooks = join(directory, 'hooks');
  // Who pushes by hand does it with his own settings: a global hooks path would replace ours.
  await createBare(git, directory, format, { 'core.hooksPath': hooks, 'receive.shallowUpdate': 'true' });
  mkdirSync(hooks);
  mkdirSync(join(directory, HOOK_FILES.pushes));
  writeFileSync(join(hooks, 'post-receive'), POST_RECEIVE);
  chmodSync(join(hooks, 'post-receive'), 0o755);
};
