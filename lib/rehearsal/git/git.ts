import { hasCode } from '../process/has-code';
import { run } from '../process/run';
import { Refusal } from '../refusal';

/** Where and how a git command runs; `env` is added to a clean environment. */
export interface GitOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly onLine?: (line: string) => void;
}

/** The environment of this process as git may see it, read once at the entry point. */
export type BaseEnvironment = Readonly<Record<string, string | undefined>>;

/** Answers what a git command wrote to stdout, or says with git's own words why it failed. */
export type Git = (args: readonly string[], options: GitOptions) => Promise<string>;

/**
 * Makes a {@link Git} that ignores the caller's `GIT_*` variables: a rehearsal started from a git hook inherits
 * `GIT_DIR` and `GIT_INDEX_FILE` of the very repository that must not be touched.
 */
export function gitIn(base: BaseEnvironment): Git {
  const clean = Object.fromEntries(Object.entries(base).filter(([name]) => !name.startsWith('GIT_')));
  return async (args, options) => {
    const outcome = await run({
      argv: ['git', ...args],
      cwd: options.cwd,
      env: { ...clean, GIT_TERMINAL_PROMPT: '0', ...options.env },
      ...(options.signal && { signal: options.signal }),
      ...(options.onLine && { onLine: options.onLine }),
    }).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) {
        throw new Refusal('git was not found on the PATH: a rehearsal pushes a commit, install git', 2, {
          cause: error,
        });
      }
      throw error;
    });
    if (outcome.exitCode !== 0) throw new GitFailure(args, outcome.exitCode, outcome.output.trim());
    return outcome.stdout.trim();
  };
}

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
