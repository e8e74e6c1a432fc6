/**
 * Why an action or an execution failed, in words for the person who reads the summary.
 * Everything else that is thrown in the executor is a mistake of the executor.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** One line that says what went wrong, for errors of any origin. */
export function describeError(error: unknown): string {
  if (error instanceof Failure) return error.message;
  if (error instanceof AggregateError && error.message === '') return error.errors.map(describeError).join('; ');
  if (!(error instanceof Error)) return String(error);
  const named = error.name === 'Error' ? '' : `${error.name}: `;
  return `${named}${error.message || 'no message'}`.replaceAll(/\s*\n\s*/g, ' ');
}
