import type { Fault } from '../faults/parse-fault';
import type { ApprovalPolicy, AskWith } from './approval-policy';

/** Who approves, and how long a release waits for somebody. */
export interface RunTerms {
  readonly policy: ApprovalPolicy;
  /** Absent where there is nobody to ask. */
  readonly ask?: AskWith;
  /** @default 0 */
  readonly retryMilliseconds?: number;
  /** How long it waits in front of a stage whose transition is disabled. @default as long as it takes */
  readonly transitionMilliseconds?: number | undefined;
}

/** Which commit is released, where it is pushed to, and what goes wrong. */
export interface ReleaseOptions extends RunTerms {
  /** @default the revision the rehearsal was opened with */
  readonly revision?: string;
  /** A branch, or `refs/tags/…`. @default the branch of the source */
  readonly to?: string;
  /** What is to go wrong. @default nothing */
  readonly faults?: readonly Fault[];
}

/** The terms of a release that stays for so long where somebody must act; whoever is asked at approvals is there for transitions, too. */
export const termsOf = (
  policy: ApprovalPolicy,
  retryMilliseconds: number,
): RunTerms & { readonly retryMilliseconds: number } => ({
  policy,
  retryMilliseconds,
  transitionMilliseconds: policy.kind === 'ask' ? undefined : retryMilliseconds,
});
