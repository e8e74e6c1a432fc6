import { orNone } from './git';

/** More lines than this are no reading for a page. */
const MOST_LINES = 20_000;

/** The tree of a repository without a file. */
const EMPTY_TREE = ['hash-object', '-t', 'tree', '/dev/null'] as const;

const PLAIN = ['diff', '--no-color', '--no-ext-diff', '--no-textconv'] as const;

/** See `Remote.changes`; `ask` runs git in the repository. */
export const changesIn = async (
  ask: (...args: readonly string[]) => Promise<string>,
  before: string | undefined,
  commitId: string,
): Promise<string | undefined> => {
  const from = before ?? (await parentOf(ask, commitId)) ?? (await ask(...EMPTY_TREE));
  const counts = await ask(...PLAIN, '--numstat', '-z', from, commitId);
  const lines = [...counts.matchAll(/(?:^|\0)(\d+)\t(\d+)\t/g)].reduce(
    (sum, [, a, b]) => sum + Number(a) + Number(b),
    0,
  );
  return lines > MOST_LINES ? undefined : ask(...PLAIN, from, commitId);
};

/** The first parent; none of a first commit, or of one whose history was cut off. */
const parentOf = (
  ask: (...args: readonly string[]) => Promise<string>,
  commitId: string,
): Promise<string | undefined> => orNone(ask('rev-parse', '--verify', '--quiet', `${commitId}^`));
