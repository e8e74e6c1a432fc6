import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Summary } from '../../../lib/rehearsal/record/summary';
import { delivery, type Ended } from '../../rehearsal/_helpers/app';
import { temporaryDirectory } from '../../rehearsal/_helpers/temporary-directory';

/** A fixture in a repository of its own, whose app may lie below its top. */
export interface AnyApp {
  readonly top: string;
  rehearse(...words: readonly string[]): Promise<Ended>;
  summary(): Summary;
  /** What an action has logged in the newest release, by `stage.action`. */
  log(name: string): string;
}

/** Copies a fixture into a new repository that shares this project's packages; `files` lie over its own. */
export const anyApp = (
  name: string,
  below = '',
  variables: NodeJS.ProcessEnv = {},
  files: Readonly<Record<string, string>> = {},
): AnyApp => {
  const top = temporaryDirectory();
  const git = (...words: string[]): unknown =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...words], { cwd: top });
  cpSync(resolve('test/rehearsal/_fixtures/any-app', name), top, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(top, file), text);
  git('init', '--quiet', '--initial-branch=main');
  symlinkSync(resolve('node_modules'), join(top, 'node_modules'));
  writeFileSync(join(top, '.git', 'info', 'exclude'), 'node_modules\n.rehearsal\n');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'Write the app');
  const record = join(top, below, '.rehearsal', 'latest');
  return {
    top,
    rehearse: (...words) =>
      delivery(['rehearse', '--approve', 'all', '--app', join(top, below), ...words], undefined, variables),
    summary: () => JSON.parse(readFileSync(join(record, 'summary.json'), 'utf8')),
    log: (action) => readFileSync(join(record, 'logs', `${action}.log`), 'utf8'),
  };
};
