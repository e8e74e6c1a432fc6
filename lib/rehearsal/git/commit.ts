import { mkdirSync, rmSync } from 'node:fs';
import { leadsOut } from '../../ground/leads-out';
import { UserError } from '../../ground/user-error';
import { type Git, inGitsWords } from './git';

/** A commit that can be pushed. */
export interface Commit {
  readonly id: string;
  readonly subject: string;
  readonly author: string;
  /** ISO 8601. */
  readonly authorDate: string;
  /** The commit of the user's repository that this one shows; absent for a working tree outside any repository. */
  readonly origin?: string;
}

/** The first seven digits, as people say a commit. */
export const shortId = (commitId: string): string => commitId.slice(0, 7);

/** Reads a commit as it is. */
export const describeCommit = async (git: Git, gitDirectory: string, id: string): Promise<Commit> => {
  const [subject = '', author = '', authorDate = ''] = (await read(git, gitDirectory, id, '%s%x00%an%x00%aI')).split(
    '\0',
  );
  return { id, subject, author, authorDate, origin: id };
};

/**
 * A commit whose tree is one directory of another commit, as if that directory were a repository of its own. The same
 * commit and directory always give the same id.
 */
export const subdirectoryCommit = async (
  git: Git,
  gitDirectory: string,
  origin: string,
  tree: string,
): Promise<Commit> => {
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
};

/** The directories of a commit that are other repositories: a commit names their commits and has none of their files. */
export const submodulesOf = async (git: Git, gitDirectory: string, id: string): Promise<readonly string[]> => {
  const entries = (await git.ours(gitDirectory, ['ls-tree', '-r', '-z', id])).split('\0');
  return entries.filter((entry) => entry.startsWith('160000 ')).map((entry) => entry.slice(entry.indexOf('\t') + 1));
};

/** @throws {UserError} when a link leads out of a commit, where no build finds what it leads to */
export const refuseLinksOut = async (git: Git, gitDirectory: string, id: string): Promise<void> => {
  const entries = (await git.ours(gitDirectory, ['ls-tree', '-r', '-z', id])).split('\0');
  for (const [, link, path = ''] of entries.map((entry) => /^120000 blob (\w+)\t(.*)$/s.exec(entry) ?? [])) {
    const target = link === undefined ? '' : await git.ours(gitDirectory, ['cat-file', 'blob', link]);
    if (!leadsOut(path, target)) continue;
    throw new UserError(
      `the link ${path} -> ${target} leads out of what is released, and a build finds nothing there: put it into .gitignore, or a copy into its place`,
    );
  }
};

const read = (git: Git, gitDirectory: string, id: string, format: string): Promise<string> =>
  git.ours(gitDirectory, ['log', '-1', `--format=${format}`, id]);

/** Writes a commit's files, and nothing else, into a directory. @throws {UserError} when an object cannot be read */
export const checkout = async (git: Git, gitDirectory: string, commitId: string, directory: string): Promise<void> => {
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
};
