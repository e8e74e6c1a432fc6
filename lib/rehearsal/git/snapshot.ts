import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type Git, orNone } from './git';

/** What to take a picture of, and where the picture's objects go. */
export interface SnapshotSource {
  readonly directory: string;
  /** Private bare repository that receives the objects. */
  readonly gitDirectory: string;
  /** Variables by which git writes objects into the private repository and nowhere else. */
  readonly env: Readonly<Record<string, string>>;
  /** The user's index; absent where there is no repository. */
  readonly index?: string;
  readonly parent?: string;
}

const AUTHOR = {
  GIT_AUTHOR_NAME: 'Rehearsal',
  GIT_AUTHOR_EMAIL: 'rehearsal@localhost',
  GIT_COMMITTER_NAME: 'Rehearsal',
  GIT_COMMITTER_EMAIL: 'rehearsal@localhost',
};

/**
 * Commits a directory as it is and answers the commit's id. Index and objects are private, so the user's index, branch,
 * reflog and object store stay as they are; the user's ignore rules and filters hold.
 */
export async function snapshot(git: Git, source: SnapshotSource): Promise<string> {
  const scratch = mkdtempSync(join(source.gitDirectory, 'snapshot-'));
  try {
    const index = join(scratch, 'index');
    // Git LFS keeps what its filter cleans beside the objects, which here would be the user's.
    const storage = ['-c', `lfs.storage=${join(scratch, 'lfs')}`];
    const at = { cwd: source.directory, env: { ...AUTHOR, ...source.env, GIT_INDEX_FILE: index } };
    if (source.index !== undefined && existsSync(source.index)) {
      copyIndex(source.index, index);
      // Looks into those files without hashing them anew, which would touch the objects that they are already.
      await orNone(git.users(['update-index', '-q', '--refresh'], at));
    }
    await git.users([...storage, 'add', '--all', '--sparse', '.'], at);
    const tree = await git.users(['write-tree'], at);
    const parent = source.parent === undefined ? [] : ['-p', source.parent];
    return await git.users(['commit-tree', '--no-gpg-sign', tree, ...parent, '-m', 'The working tree as it is'], at);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * A copy of the user's index knows the state of every file, so that git hashes only what changed. It is as old as the
 * original, rounded down: files as young as their index are looked into, since they may have changed without a trace.
 *
 * @see https://git-scm.com/docs/racy-git
 */
function copyIndex(from: string, to: string): void {
  const { atime, mtimeMs } = statSync(from);
  copyFileSync(from, to);
  utimesSync(to, atime, Math.floor(mtimeMs / 1000));
}
