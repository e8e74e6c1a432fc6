/** The time given to a validation is over: what was not answered by then cannot be told. */
export class DeadlinePassed extends Error {
  constructor(readonly seconds: number) {
    super(`the deadline of ${seconds} s passed before AWS had answered: allow more with --timeout`);
  }
}

/** Somebody stopped the validation; there is no report of it. */
export class Interrupted extends Error {
  constructor(
    signal: string,
    /** 128 and the number of the signal, as shells have it. */
    readonly exitCode: number,
  ) {
    super(`stopped by ${signal}: nothing was reported`);
  }
}

/** Seconds a validation may take unless told; the pipeline's builds end after an hour and would leave no report. */
export const DEFAULT_TIMEOUT = 3_000;

/** When a validation has to end. */
export interface Deadline {
  /** Aborts with {@link DeadlinePassed}, or with the reason of the interruption. */
  readonly signal: AbortSignal;
  /** Lets go of the timer. */
  forget(): void;
}

/** Ends a validation after some seconds, or when it is interrupted. */
export const endingAfter = (seconds: number, interruption?: AbortSignal): Deadline => {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new DeadlinePassed(seconds)), seconds * 1000);
  return {
    signal: AbortSignal.any([deadline.signal, ...(interruption ? [interruption] : [])]),
    forget: () => clearTimeout(timer),
  };
};
