import { UserError } from '../../ground/user-error';
import { type Git, GitFailure, type GitOptions } from './git';

const OBJECTS_PER_FETCH = 500;

/**
 * Fetches what a partial clone left out of a tree: by the user's git, from the remotes of the clone, into the object
 * directory that `at` names, which is a private one.
 *
 * @throws {UserError} when they cannot be had
 */
export const complete = async (git: Git, promisors: readonly string[], tree: string, at: GitOptions): Promise<void> => {
  if (promisors.length === 0) return;
  try {
    // A tree that is missing itself is fetched by whoever asks for it.
    await git.users(['cat-file', '-e', tree], at);
    let missing = await missingOf(git, tree, at);
    for (const remote of promisors) {
      while (missing.length > 0) {
        for (let from = 0; from < missing.length; from += OBJECTS_PER_FETCH) {
          await git.users([...FETCH, remote, ...missing.slice(from, from + OBJECTS_PER_FETCH)], at);
        }
        const left = await missingOf(git, tree, at);
        if (left.length >= missing.length) break;
        missing = left;
      }
    }
    if (missing.length === 0) return;
    throw new UserError(unfinished(at.cwd, tree, `${promisors.join(', ')} has no ${missing[0]}`));
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new UserError(unfinished(at.cwd, tree, error.output), { cause: error });
  }
};

const unfinished = (directory: string, tree: string, why: string): string =>
  `${directory} is a partial clone, and what it left out of ${tree} cannot be fetched (check that commit out there once, or make its remote reachable): ${why}`;

/** As git itself fetches an object that it comes across; no reference, tag or FETCH_HEAD is written. */
const FETCH = [
  ...['-c', 'fetch.negotiationAlgorithm=noop', 'fetch', '--quiet', '--no-tags', '--no-write-fetch-head'],
  ...['--recurse-submodules=no', '--filter=blob:none'],
];

const missingOf = async (git: Git, tree: string, at: GitOptions): Promise<readonly string[]> => {
  const listed = await git.users(['rev-list', '--objects', '--missing=print', tree], at);
  return listed
    .split('\n')
    .filter((line) => line.startsWith('?'))
    .map((line) => line.slice(1));
};
