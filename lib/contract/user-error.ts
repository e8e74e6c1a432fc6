/** The request was wrong, and the person who made it can put it right: what, the value, where, what to do. Exit code 2. */
export class UserError extends Error {
  readonly source = 'user' as const;
}
