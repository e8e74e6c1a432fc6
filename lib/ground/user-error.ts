/**
 * The work cannot go on, and the person who asked can do something about it: what is wrong, the value, where, what to do.
 * `exitCode` 2 says the request was wrong (usage, configuration, missing tool), 1 that the work was done and the answer is no.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly exitCode: 1 | 2;

  /** @param options `exitCode` @default 2 */
  constructor(message: string, { exitCode = 2, ...options }: ErrorOptions & { readonly exitCode?: 1 | 2 } = {}) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
