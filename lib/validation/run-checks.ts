import type { ValidationResult } from '../contract/validation-report';
import { type Check, type CheckResult, cannotTell, fail } from './check';
import type { LiveTarget } from './live-target';

/** What to say of an exception: AWS's words, or at least what kind it was. */
export const reason = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error);

const nothingChecked = (check: Check, target: LiveTarget): CheckResult =>
  fail(
    target.environment,
    `found nothing to ask whether ${check.proves}: nothing was checked`,
    `deploy the data stack of ${target.environment} to account ${target.account}, ${target.region}`,
  );

/** Asks one check; what it throws is an answer too, and so is the end of the time. */
const ask = async (check: Check, target: LiveTarget, aborted: Promise<never>): Promise<readonly CheckResult[]> => {
  try {
    const results = await Promise.race([check.run(target), aborted]);
    return results.length > 0 ? results : [nothingChecked(check, target)];
  } catch (error) {
    return [cannotTell(target.environment, reason(error))];
  }
};

/** Rejects with the signal's reason when it aborts, and with nothing before. */
const abortOf = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    const abort = () => reject(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
  });

/** How a run of the checks ends early, and who hears of its answers. */
export interface RunOptions {
  /** A check that has not answered when this aborts cannot tell, and says the reason. */
  readonly signal?: AbortSignal;
  /** Told how many checks of how many have answered. */
  readonly answered?: (count: number, of: number) => void;
}

/**
 * Asks every check, and keeps what one of them throws from hiding the others.
 *
 * @returns the results in the order of the checks; at least one per check
 */
export const runChecks = async (
  checks: readonly Check[],
  target: LiveTarget,
  { signal, answered }: RunOptions = {},
): Promise<readonly ValidationResult[]> => {
  const aborted = abortOf(signal);
  // Nobody waits for it when there are no checks.
  aborted.catch(() => undefined);
  let count = 0;
  answered?.(count, checks.length);
  const answers = await Promise.all(
    checks.map(async (check) => {
      const results = await ask(check, target, aborted);
      count += 1;
      answered?.(count, checks.length);
      return results.map((result) => ({ check: check.id, requirement: check.requirement, ...result }));
    }),
  );
  return answers.flat();
};
