import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type Git, type GitOptions, orNone } from './git';
import { written } from './private-repository';

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
export const snapshot = async (git: Git, source: SnapshotSource): Promise<string> => {
  const { gitDirectory } = source;
  const scratch = mkdtempSync(join(gitDirectory, 'snapshot-'));
  const index = join(scratch, 'index');
  try {
    const at = { cwd: source.directory, env: { ...source.env, GIT_INDEX_FILE: index } };
    if (source.index !== undefined && existsSync(source.index)) {
      copyIndex(source.index, index);
      // Looks into those files, without hashing what is as it was.
      await orNone(git.users([...WHOLE, 'update-index', '-q', '--refresh'], at));
      await copyWhatIsRead(git, at, join(written(gitDirectory), 'pack', 'pack'));
    }
    // Git renews the date of an object that it is about to write and finds: here it finds none but its own.
    const alone = { ...at, env: { ...at.env, GIT_OBJECT_DIRECTORY: written(gitDirectory), ...NO_ALTERNATES } };
    // Git LFS keeps what its filter cleans beside the objects, which here would be the user's.
    const storage = ['-c', `lfs.storage=${join(scratch, 'lfs')}`];
    await git.users([...WHOLE, ...storage, 'add', '--all', '--sparse', '.'], alone);
    const tree = await git.users([...WHOLE, 'write-tree', '--missing-ok'], alone);
    const parent = source.parent === undefined ? [] : ['-p', source.parent];
    const message = ['-m', 'The working tree as it is'];
    return await git.ours(gitDirectory, ['commit-tree', tree, ...parent, ...message], { env: AUTHOR });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

/** Names every file in the private index: to abbreviate directories, git would write their trees again. */
const WHOLE = ['-c', 'index.sparse=false'];
const NO_ALTERNATES = { GIT_ALTERNATE_OBJECT_DIRECTORIES: '' } as const;

/**
 * Copies the few objects that git reads while it adds files: what a changed file was, which decides about its line ends,
 * and rules that a sparse checkout has in the index alone.
 */
const copyWhatIsRead = async (git: Git, at: GitOptions, pack: string): Promise<void> => {
  const changed = await git.users([...WHOLE, 'diff-files', '--raw', '-z', '--no-renames', '--abbrev=64'], at);
  const rules = await git.users(
    ['ls-files', '--stage', '-z', '--', ':(glob)**/.gitattributes', ':(glob)**/.gitignore'],
    at,
  );
  const before = changed.split('\0').map((entry) => (entry.startsWith(':1') ? entry.split(' ')[2] : undefined));
  const ruling = rules.split('\0').map((entry) => (entry.startsWith('1') ? entry.split(' ')[1] : undefined));
  const objects = [...new Set([...before, ...ruling])].filter((id) => id !== undefined && !/^0+$/.test(id));
  if (objects.length === 0) return;
  await git.users(['pack-objects', '--quiet', pack], { ...at, input: `${objects.join('\n')}\n` });
};

/**
 * A copy of the user's index knows the state of every file, so that git hashes only what changed. It is as old as the
 * original, rounded down: files as young as their index are looked into, since they may have changed without a trace.
 *
 * @see https://git-scm.com/docs/racy-git
 */
const copyIndex = (from: string, to: string): void => {
  const { atime, mtimeMs } = statSync(from);
  copyFileSync(from, to);
  utimesSync(to, atime, Math.floor(mtimeMs / 1000));
};
