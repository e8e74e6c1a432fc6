import type { LiveTarget } from './live-target';

/** An answer. `cannot-tell` counts as a failure: a check that could not look has proved nothing. */
export type CheckResult =
  | { readonly status: 'pass'; readonly subject: string }
  | { readonly status: 'fail'; readonly subject: string; readonly because: string; readonly fix: string }
  | { readonly status: 'cannot-tell'; readonly subject: string; readonly because: string };

/** One question asked of a deployed target. */
export interface Check {
  readonly id: string;
  /** The requirement it proves, e.g. `ZT-07`. */
  readonly requirement: string;
  /** What is true of a target that passes, in one sentence. */
  readonly proves: string;
  /** Is it asked only where the release's templates are at hand? @default false */
  readonly needsRelease?: boolean;
  run(target: LiveTarget): Promise<readonly CheckResult[]>;
}

export const pass = (subject: string): CheckResult => ({ status: 'pass', subject });

export const fail = (subject: string, because: string, fix: string): CheckResult => ({
  status: 'fail',
  subject,
  because,
  fix,
});

export const cannotTell = (subject: string, because: string): CheckResult => ({
  status: 'cannot-tell',
  subject,
  because,
});
