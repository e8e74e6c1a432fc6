/** How a command that fails ends; above 128 a signal has stopped it, as shells have it. */
export type ExitCode = 1 | 2 | 129 | 130 | 143;

/**
 * The work cannot go on, and the person who asked can do something about it: what is wrong, the value, where, what to do.
 * `exitCode` 2 says the request was wrong (usage, configuration, missing tool), 1 that the work was done and the answer is no,
 * and 128 and the number of a signal that the work was stopped by it.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly exitCode: ExitCode;

  /** @param options `exitCode` @default 2 */
  constructor(message: string, { exitCode = 2, ...options }: ErrorOptions & { readonly exitCode?: ExitCode } = {}) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
