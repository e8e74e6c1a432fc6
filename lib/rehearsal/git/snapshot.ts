import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Git } from './git';

/** What to take a picture of, and where the picture's objects go. */
export interface SnapshotSource {
  readonly directory: string;
  /** Private bare repository that receives the objects. */
  readonly gitDirectory: string;
  /** Object directory of the user's repository; absent where there is none. */
  readonly userObjects?: string;
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
    const objects = join(source.gitDirectory, 'objects');
    const at = {
      cwd: source.directory,
      env: {
        ...AUTHOR,
        GIT_INDEX_FILE: index,
        ...(source.userObjects === undefined
          ? { GIT_DIR: source.gitDirectory, GIT_WORK_TREE: source.directory }
          : { GIT_OBJECT_DIRECTORY: objects, GIT_ALTERNATE_OBJECT_DIRECTORIES: source.userObjects }),
      },
    };
    if (source.userObjects !== undefined) await startFromUsersIndex(git, source.directory, index);
    await git(['add', '--all', '.'], at);
    const tree = await git(['write-tree'], at);
    const parent = source.parent === undefined ? [] : ['-p', source.parent];
    return await git(['commit-tree', tree, ...parent, '-m', 'The working tree as it is'], at);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A copy of the user's index knows the state of every file, so that git hashes only what changed. */
async function startFromUsersIndex(git: Git, directory: string, index: string): Promise<void> {
  const users = await git(['rev-parse', '--path-format=absolute', '--git-path', 'index'], { cwd: directory });
  if (existsSync(users)) copyFileSync(users, index);
}
