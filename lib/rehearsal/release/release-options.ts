import type { Fault } from '../faults/parse-fault';
import type { ApprovalPolicy, AskWith } from './approval-policy';

/** Who approves, and how long a release that failed waits for a retry. */
export interface RunTerms {
  readonly policy: ApprovalPolicy;
  /** Absent where there is nobody to ask. */
  readonly ask?: AskWith;
  /** @default 0 */
  readonly retryMilliseconds?: number;
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
