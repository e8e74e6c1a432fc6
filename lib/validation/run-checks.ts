import type { ValidationResult } from '../contract/validation-report';
import { type Check, type CheckResult, cannotTell, fail } from './check';
import type { DeployedTarget } from './deployed-target';

/** What to say of an exception: AWS's words, or at least what kind it was. */
export const reason = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error);

const nothingChecked = (check: Check, target: DeployedTarget): CheckResult =>
  fail(
    target.environment,
    `found nothing to ask whether ${check.proves}: nothing was checked`,
    `deploy the data stack of ${target.environment} to account ${target.account}, ${target.region}`,
  );

/** Asks one check; what it throws is an answer too. */
const ask = async (check: Check, target: DeployedTarget): Promise<readonly CheckResult[]> => {
  try {
    const results = await check.run(target);
    return results.length > 0 ? results : [nothingChecked(check, target)];
  } catch (error) {
    return [cannotTell(target.environment, reason(error))];
  }
};

/**
 * Asks every check, and keeps what one of them throws from hiding the others.
 *
 * @returns the results in the order of the checks; at least one per check
 */
export const runChecks = async (
  checks: readonly Check[],
  target: DeployedTarget,
): Promise<readonly ValidationResult[]> => {
  const answers = await Promise.all(
    checks.map(async (check) =>
      (await ask(check, target)).map((result) => ({ check: check.id, requirement: check.requirement, ...result })),
    ),
  );
  return answers.flat();
};
