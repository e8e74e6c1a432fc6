import { mkdirSync, rmSync } from 'node:fs';
import { shortId } from './commit';
import { type Git, inGitsWords } from './git';

/** Writes a commit's files, and nothing else, into a directory. Throws UserError where an object cannot be read. */
export async function checkout(git: Git, gitDirectory: string, commitId: string, directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const index = `${directory}.index`;
  const at = { cwd: directory, env: { GIT_WORK_TREE: directory, GIT_INDEX_FILE: index } };
  const write = async (): Promise<void> => {
    await git.ours(gitDirectory, ['read-tree', commitId], at);
    await git.ours(gitDirectory, ['checkout-index', '--all', '--quiet'], at);
  };
  try {
    await inGitsWords(`check out commit ${shortId(commitId)}`, write());
  } finally {
    rmSync(index, { force: true });
  }
}
