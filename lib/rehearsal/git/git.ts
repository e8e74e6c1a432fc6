import { devNull } from 'node:os';
import { UserError } from '../../ground/user-error';
import { hasCode } from '../process/has-code';
import { run } from '../process/run';

/** Where and how a git command runs; `env` is added to a clean environment. */
export interface GitOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** What the command reads from its stdin. */
  readonly input?: string;
  readonly onLine?: (line: string) => void;
}

/** The environment of this process as git may see it, read once at the entry point. */
export type BaseEnvironment = Readonly<Record<string, string | undefined>>;

/** Git, in two kinds of repositories. Answers what a command wrote to stdout, or rejects with {@link GitFailure}. */
export interface Git {
  /**
   * In a repository of the user, which is read and never written to: the settings hold that decide what a commit is
   * (filters, line ends, ignore rules, whose repositories are safe); none of the user's hooks runs.
   */
  readonly users: (args: readonly string[], options: GitOptions) => Promise<string>;
  /** In a private repository: nothing of the user's settings holds. Runs in the repository unless told otherwise. */
  readonly ours: (gitDirectory: string, args: readonly string[], options?: Partial<GitOptions>) => Promise<string>;
}

/** The caller's `GIT_*` that are settings, and how a remote is reached; the others name a repository or change how git speaks. */
const SETTINGS =
  /^GIT_(CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)|ATTR_NOSYSTEM|SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|PROXY_\w+|SSL_\w+)$/;

/** Nothing asks, nothing is translated: the two messages that are understood are git's own. */
const EVERYWHERE = { GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' } as const;

/** What would write into a repository that is read: refreshed indexes, hooks, file watchers, housekeeping. */
const READ_ONLY = [
  'core.fsmonitor=false',
  `core.hooksPath=${devNull}`,
  'core.splitIndex=false',
  'diff.ignoreSubmodules=dirty',
  'gc.auto=0',
  'maintenance.auto=false',
].flatMap((setting) => ['-c', setting]);

/**
 * Makes a {@link Git} that ignores where the caller's `GIT_*` variables point to: a rehearsal started from a git hook
 * inherits `GIT_DIR` and `GIT_INDEX_FILE` of the very repository that must not be touched.
 */
export const gitIn = (base: BaseEnvironment): Git => {
  const withSettings = without(base, SETTINGS);
  return {
    users: (args, options) =>
      execute([...READ_ONLY, ...args], {
        ...options,
        env: { ...withSettings, ...EVERYWHERE, GIT_OPTIONAL_LOCKS: '0', ...options.env },
      }),
    ours: (gitDirectory, args, options = {}) =>
      execute(args, {
        cwd: gitDirectory,
        ...options,
        env: { ...environmentOfOurs(base, gitDirectory), ...options.env },
      }),
  };
};

/** The environment of git in a private repository. */
export const environmentOfOurs = (base: BaseEnvironment, gitDirectory: string): BaseEnvironment => ({
  ...without(base, /^$/),
  ...EVERYWHERE,
  ...NO_SETTINGS,
  ...homeIn(gitDirectory),
});

const without = (base: BaseEnvironment, kept: RegExp): BaseEnvironment =>
  Object.fromEntries(Object.entries(base).filter(([name]) => !name.startsWith('GIT_') || kept.test(name)));

const NO_SETTINGS = { GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1', GIT_ATTR_NOSYSTEM: '1' } as const;

/** A home without settings: attributes and ignore rules of a user lie beside the configuration, and are read without it. */
const homeIn = (gitDirectory: string) => ({
  GIT_DIR: gitDirectory,
  HOME: gitDirectory,
  XDG_CONFIG_HOME: gitDirectory,
});

const execute = async (
  args: readonly string[],
  options: Omit<GitOptions, 'env'> & { readonly env: BaseEnvironment },
): Promise<string> => {
  const outcome = await run({ ...options, argv: ['git', ...args] }).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) {
      throw new UserError('git was not found on the PATH: a rehearsal pushes a commit, install git', {
        cause: error,
      });
    }
    throw error;
  });
  if (outcome.exitCode !== 0) throw new GitFailure(args, outcome.exitCode, outcome.output.trim());
  // Only the end of the line: names of files and directories may begin and end with blanks.
  return outcome.stdout.replace(/\n$/, '');
};

/** A git command that ended with another exit code than 0. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';

  constructor(
    args: readonly string[],
    readonly exitCode: number,
    readonly output: string,
  ) {
    super(`git ${args.join(' ')} ended with exit code ${exitCode}: ${output}`);
  }
}

/** What git answers, or undefined where it ends with the exit code 1, by which it says that there is none, and nothing else. */
export const orNone = (answer: Promise<string>): Promise<string | undefined> =>
  answer.catch((error: unknown) => {
    if (error instanceof GitFailure && error.exitCode === 1) return undefined;
    throw error;
  });

/** What git answers; a failure, which is one of the user's repository, is refused in git's own words. */
export const inGitsWords = <Answer>(cannot: string, answer: Promise<Answer>): Promise<Answer> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof GitFailure)) throw error;
    const words = error.output === '' ? error.message : error.output;
    throw new UserError(`git cannot ${cannot}: ${words}`, { cause: error });
  });
