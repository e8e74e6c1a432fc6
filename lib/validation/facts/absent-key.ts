import { type CheckResult, fail } from '../check';
import type { LiveTarget } from '../live-target';

/** The answer of every check about a key of the environment whose alias leads nowhere. */
export const absentKey = (target: LiveTarget, alias: string): CheckResult =>
  fail(
    alias,
    `no key has the alias ${alias} in account ${target.account}, ${target.region}`,
    `deploy the data stack of ${target.environment}, which creates the key and its alias`,
  );
