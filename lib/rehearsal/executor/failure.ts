import { hasCode } from '../process/has-code';

/**
 * Why an action or an execution failed, in words for the person who reads the summary.
 * Everything else that is thrown in the executor is a mistake of the executor.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** Whether a failure is a limit of the rehearsal, which each says in the same words, and no mistake of the app. */
export const isLimit = (failure: Failure): boolean => failure.message.includes('cannot be rehearsed');

/** Whether a call failed because there is no such pipeline, or no longer. */
export const isPipelineGone = (error: unknown): boolean =>
  error instanceof Error && error.name === 'PipelineNotFoundException';

/** One line that says what went wrong, for errors of any origin. */
export const describeError = (error: unknown): string => {
  if (error instanceof Failure) return error.message;
  if (hasCode(error, 'ECONNREFUSED') || hasCode(error, 'ECONNRESET')) {
    return `the endpoint does not answer (${(error as NodeJS.ErrnoException).code}): the emulator has ended or was never there`;
  }
  if (error instanceof AggregateError && error.message === '') return error.errors.map(describeError).join('; ');
  if (!(error instanceof Error)) return String(error);
  const named = error.name === 'Error' ? '' : `${error.name}: `;
  return `${named}${error.message || 'no message'}`.replaceAll(/\s*\n\s*/g, ' ');
};
