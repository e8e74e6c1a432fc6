import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gitIn } from '../../../lib/rehearsal/git/git';
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

/** The git under test, which must need neither a HOME nor an identity. */
export const git = gitIn({ PATH: process.env['PATH'], HOME: '/nonexistent', GIT_DIR: '/must/be/ignored' });

/** A repository on branch main with one commit. */
export function repository(): Repository {
  const directory = temporaryDirectory();
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
  run('init', '--quiet', '--initial-branch=main');
  made.write('.gitignore', 'node_modules/\n');
  made.write('app.ts', 'one\n');
  made.commit('Write the app');
  return made;
}
