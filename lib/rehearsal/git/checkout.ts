import { mkdirSync, rmSync } from 'node:fs';
import type { Git } from './git';

/** Writes a commit's files, and nothing else, into a directory. */
export async function checkout(git: Git, gitDirectory: string, commitId: string, directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const index = `${directory}.index`;
  const at = { cwd: directory, env: { GIT_DIR: gitDirectory, GIT_WORK_TREE: directory, GIT_INDEX_FILE: index } };
  try {
    await git(['read-tree', commitId], at);
    await git(['checkout-index', '--all', '--quiet'], at);
  } finally {
    rmSync(index, { force: true });
  }
}
