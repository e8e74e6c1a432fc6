import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 } from '../../../lib/ground/sha256';
import { type Git, gitIn } from '../../../lib/rehearsal/git/git';
import { temporaryDirectory } from './temporary-directory';

/** A real git repository a test can change. */
export interface Repository {
  readonly directory: string;
  git(...args: string[]): string;
  write(path: string, text: string): void;
  /** Commits everything and answers the commit's id. */
  commit(message: string): string;
}

const ENVIRONMENT = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

const BASE = { PATH: process.env['PATH'], HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', GIT_DIR: '/must/be/ignored' };

/** The git under test, which must need neither a HOME nor an identity. */
export const git = gitIn(BASE);

/** The git under test, of a user with these settings. */
export const gitWith = (settings: string, variables: Readonly<Record<string, string>> = {}): Git => {
  const home = temporaryDirectory();
  writeFileSync(join(home, '.gitconfig'), settings);
  return gitIn({ ...BASE, HOME: home, ...variables });
};

/** Every name below a directory with its kind, its time of change and its content. */
export const picture = (directory: string): readonly string[] => {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return [directory, ...entries.map((entry) => join(entry.parentPath, entry.name))].sort().map((path) => {
    const { mtimeMs, mode } = lstatSync(path);
    const content = lstatSync(path).isFile() ? sha256(readFileSync(path)) : '';
    return [path, mode, mtimeMs, content].join(' ');
  });
};

/** Dates files an hour back: git hashes again what is as young as its index. */
export const age = (directory: string, ...names: readonly string[]): void => {
  const then = Date.now() / 1000 - 3600;
  for (const name of names) utimesSync(join(directory, name), then, then);
};

/** A repository on branch main with one commit, in a new directory unless one is named. */
export const repository = (directory = temporaryDirectory(), ...init: readonly string[]): Repository => {
  mkdirSync(directory, { recursive: true });
  const run = (...args: string[]): string =>
    execFileSync('git', args, { cwd: directory, env: ENVIRONMENT, encoding: 'utf8', stdio: 'pipe' }).trim();
  const made: Repository = {
    directory,
    git: run,
    write(path, text) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    },
    commit(message) {
      run('add', '--all');
      run('commit', '--quiet', '-m', message);
      return run('rev-parse', 'HEAD');
    },
  };
  run('init', '--quiet', '--initial-branch=main', ...init);
  made.write('.gitignore', 'node_modules/\n');
  made.write('app.ts', 'one\n');
  age(directory, '.gitignore', 'app.ts');
  made.commit('Write the app');
  return made;
};
