import type { Commit } from './commit';
import type { Git } from './git';

/** Reads a commit as it is. */
export async function describeCommit(git: Git, gitDirectory: string, id: string): Promise<Commit> {
  const [subject = '', author = '', authorDate = ''] = (await read(git, gitDirectory, id, '%s%x00%an%x00%aI')).split(
    '\0',
  );
  return { id, subject, author, authorDate, origin: id };
}

/**
 * A commit whose tree is one directory of another commit, as if that directory were a repository of its own. The same
 * commit and directory always give the same id.
 */
export async function subdirectoryCommit(
  git: Git,
  gitDirectory: string,
  origin: string,
  tree: string,
): Promise<Commit> {
  const format = '%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%s%x00%B';
  const [an = '', ae = '', aI = '', cn = '', ce = '', cI = '', subject = '', body = ''] = (
    await read(git, gitDirectory, origin, format)
  ).split('\0');
  const id = await git.ours(gitDirectory, ['commit-tree', tree], {
    // A message may be longer than an argument can be.
    input: `${body.trimEnd()}\n`,
    env: {
      GIT_AUTHOR_NAME: an,
      GIT_AUTHOR_EMAIL: ae,
      GIT_AUTHOR_DATE: aI,
      GIT_COMMITTER_NAME: cn,
      GIT_COMMITTER_EMAIL: ce,
      GIT_COMMITTER_DATE: cI,
    },
  });
  return { id, subject, author: an, authorDate: aI, origin };
}

/** The directories of a commit that are other repositories: a commit names their commits and has none of their files. */
export async function submodulesOf(git: Git, gitDirectory: string, id: string): Promise<readonly string[]> {
  const entries = (await git.ours(gitDirectory, ['ls-tree', '-r', '-z', id])).split('\0');
  return entries.filter((entry) => entry.startsWith('160000 ')).map((entry) => entry.slice(entry.indexOf('\t') + 1));
}

const read = (git: Git, gitDirectory: string, id: string, format: string): Promise<string> =>
  git.ours(gitDirectory, ['log', '-1', `--format=${format}`, id]);
