import { lstatSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../ground/user-error';
import { type Git, GitFailure, inGitsWords, orNone } from './git';
import type { ObjectFormat } from './private-repository';

/** The repository that a directory belongs to. */
export interface UsersRepository {
  readonly top: string;
  /** Path of the directory in the repository, without a slash at its end; empty at the top. */
  readonly prefix: string;
  readonly objects: string;
  readonly index: string;
  readonly shallow: string;
  readonly format: ObjectFormat;
  /** Remotes from which a partial clone gets the objects that it left out. */
  readonly promisors: readonly string[];
}

/**
 * Finds the repository of a directory; undefined where it belongs to none. One that git does not open (of another owner,
 * damaged, without files) is refused: its working tree is not its commit.
 *
 * @throws {UserError} when git does not open it, in git's words
 */
export const findRepository = async (git: Git, cwd: string): Promise<UsersRepository | undefined> => {
  const ask = (...args: readonly string[]): Promise<string> => git.users(args, { cwd });
  const inside = await ask('rev-parse', '--is-inside-work-tree').catch((error: unknown) => {
    if (saysNone(error) && entryAbove(cwd) === undefined) return undefined;
    throw error instanceof GitFailure ? unopened(cwd, error) : error;
  });
  if (inside === undefined) return undefined;
  if (inside !== 'true') {
    throw new UserError(
      `${cwd} is a git repository without files: name a working tree of it (git worktree add makes one)`,
    );
  }
  const path = (name: string): Promise<string> => ask('rev-parse', '--path-format=absolute', '--git-path', name);
  const [top, prefix, objects, index, shallow, format, promisors] = await inGitsWords(
    `read the repository of ${cwd}`,
    Promise.all([
      ...([ask('rev-parse', '--show-toplevel'), ask('rev-parse', '--show-prefix')] as const),
      ...([path('objects'), path('index'), path('shallow')] as const),
      ...([ask('rev-parse', '--show-object-format'), promisorsOf(git, cwd)] as const),
    ]),
  );
  return { top, prefix: prefix.replace(/\/$/, ''), objects, index, shallow, format, promisors };
};

const saysNone = (error: unknown): boolean =>
  error instanceof GitFailure && error.exitCode === 128 && error.output.startsWith('fatal: not a git repository');

const unopened = (cwd: string, failure: GitFailure): UserError => {
  const entry = saysNone(failure) ? entryAbove(cwd) : undefined;
  const there = entry === undefined ? '' : `; ${entry} is there all the same: repair it or take it away`;
  return new UserError(`git does not open the repository of ${cwd}: ${failure.output}${there}`, { cause: failure });
};

/** The `.git` that git must have come across on its way up, which ends with the file system. */
const entryAbove = (directory: string): string | undefined => {
  const entry = join(directory, '.git');
  if (lstatSync(entry, { throwIfNoEntry: false }) !== undefined) return entry;
  const parent = dirname(directory);
  if (parent === directory || statSync(parent).dev !== statSync(directory).dev) return undefined;
  return entryAbove(parent);
};

const promisorsOf = async (git: Git, cwd: string): Promise<readonly string[]> => {
  const config = (...args: readonly string[]) => orNone(git.users(['config', '-z', ...args], { cwd }));
  const extension = await config('--get', 'extensions.partialClone');
  const marked = await config('--type=bool', '--get-regexp', String.raw`^remote\..*\.promisor$`);
  const entries = (marked ?? '').split('\0').filter((entry) => entry.endsWith('\ntrue'));
  const names = entries.map((entry) => entry.slice('remote.'.length, -'.promisor\ntrue'.length));
  return [...new Set([...(extension === undefined ? [] : [extension.replace(/\0$/, '')]), ...names])];
};
