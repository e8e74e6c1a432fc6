/**
 * The work cannot go on and the person who asked can do something about it: what is wrong, the value, where, what to do.
 * `exitCode` 2 says the request was wrong (usage, configuration, missing tool), 1 that the work was done and the answer is no.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 2,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
