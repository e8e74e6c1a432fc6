import { UserError } from '../../lib/contract/user-error';
import { Failure } from '../../lib/rehearsal/executor/failure';
import { Refusal } from '../../lib/rehearsal/refusal';

/** 2 where the request was wrong, 1 for every other no. */
export function exitCodeOf(error: unknown): 1 | 2 {
  if (error instanceof Refusal) return error.exitCode;
  return error instanceof UserError ? 2 : 1;
}

/** What is wrong, for a person; the stack trace only in a debugging run. */
export function explain(error: unknown, debug: boolean): string {
  if (debug && error instanceof Error) return error.stack ?? error.message;
  if (error instanceof Refusal || error instanceof UserError || error instanceof Failure) return error.message;
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `${said}\nthis is not expected: --debug shows where it comes from`;
}
