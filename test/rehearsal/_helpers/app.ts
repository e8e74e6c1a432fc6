import { execFileSync, spawn } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Summary } from '../../../lib/rehearsal/record/summary';
import { pinConfiguration } from '../../_helpers/pin-configuration';
import { temporaryDirectory } from './temporary-directory';

/** What a command left behind. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Somebody's CDK Pipelines app in a repository of its own. */
export interface App {
  readonly directory: string;
  /** Commits other settings, which decide what the app deploys. */
  configure(settings: object): string;
  write(path: string, text: string): void;
  commit(message: string): string;
  /** The command's directory for temporary files. */
  readonly temporary: string;
  /** What the command left there, once what it removes aside is gone. */
  leftovers(): Promise<readonly string[]>;
  /** The record `latest` points to. */
  summary(): Summary;
  /** Starts `bin/delivery`; `onLine` sees what it prints and can do something to the running process. */
  delivery(
    args: readonly string[],
    onLine?: (line: string, pid: number) => void,
    variables?: Readonly<Record<string, string>>,
  ): Promise<Ended>;
  /** The same at a terminal, where a person answers what is asked. */
  atTerminal(
    args: readonly string[],
    answers: readonly (readonly [question: string, answer: string])[],
  ): Promise<Ended>;
}

/** Copies the fixture into a new repository that shares this project's packages. */
export const foreignApp = (): App => {
  const directory = temporaryDirectory();
  cpSync(resolve('test/rehearsal/_fixtures/foreign-app'), directory, { recursive: true });
  execFileSync('git', ['init', '--quiet', '--initial-branch=main'], { cwd: directory, stdio: 'pipe' });
  const app = appIn(directory);
  app.commit('Sell things');
  return app;
};

/** A clone of this repository's HEAD that shares its packages, with a configuration of the tests. */
export const thisRepository = (fixture?: Parameters<typeof pinConfiguration>[1]): App => {
  const directory = temporaryDirectory();
  execFileSync('git', ['clone', '--quiet', resolve('.'), directory], { stdio: 'pipe' });
  const app = appIn(directory);
  pinConfiguration(directory, fixture);
  app.commit('Take the configuration of the tests');
  // What is published would be deployed first, with the configuration of whoever runs this.
  execFileSync('git', ['remote', 'remove', 'origin'], { cwd: directory, stdio: 'pipe' });
  return app;
};

const appIn = (directory: string): App => {
  const temporary = temporaryDirectory();
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
  writeFileSync(join(directory, '.git', 'info', 'exclude'), '/node_modules\n/.rehearsal\n');
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], {
      cwd: directory,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  const write = (path: string, text: string): void => writeFileSync(join(directory, path), text);
  const commit = (message: string): string => {
    git('add', '--all');
    git('commit', '--quiet', '-m', message);
    return git('rev-parse', 'HEAD');
  };
  return {
    directory,
    write,
    commit,
    configure(settings) {
      write('settings.json', JSON.stringify(settings));
      return commit('Change the settings');
    },
    temporary,
    leftovers: () => settled(temporary),
    summary: () => JSON.parse(readFileSync(join(directory, '.rehearsal', 'latest', 'summary.json'), 'utf8')),
    delivery: (args, onLine, variables) =>
      delivery([...args, '--app', directory], onLine, { ...variables, TMPDIR: temporary }),
    atTerminal: (args, answers) => {
      const command = [process.execPath, resolve('bin/delivery'), ...args, '--app', directory];
      const script = [resolve('test/rehearsal/_helpers/terminal.py'), JSON.stringify([command, answers])];
      return run('python3', script, undefined, { TMPDIR: temporary });
    },
  };
};

/** What is in a directory when nothing is being removed from it any more. */
const settled = async (directory: string): Promise<readonly string[]> => {
  for (;;) {
    const names = readdirSync(directory);
    if (!names.some((name) => name.startsWith('delivery-removing-'))) return names;
    await setTimeout(50);
  }
};

/** Runs the command line as a person without a terminal does. */
export const delivery = (
  args: readonly string[],
  onLine?: (line: string, pid: number) => void,
  variables: NodeJS.ProcessEnv = {},
): Promise<Ended> => run(process.execPath, [resolve('bin/delivery'), ...args], onLine, variables);

/** Runs any command as `delivery` does. */
export const run = (
  file: string,
  args: readonly string[],
  onLine?: (line: string, pid: number) => void,
  variables: NodeJS.ProcessEnv = {},
): Promise<Ended> => {
  const { DELIVERY_REHEARSAL: _, AWS_ENDPOINT_URL: __, ...inherited } = process.env;
  const env = { ...inherited, ...variables };
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((done, fail) => {
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      for (const line of text.split('\n')) onLine?.(line, child.pid ?? 0);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      for (const line of text.split('\n')) onLine?.(line, child.pid ?? 0);
    });
    child.on('error', fail);
    child.on('close', (exitCode) => done({ exitCode, stdout, stderr }));
  });
};
