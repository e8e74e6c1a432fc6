import type { Fault } from '../faults/parse-fault';
import type { ApprovalPolicy, AskWith } from './approval-policy';

/** Which commit is released, and who approves. */
export interface ReleaseOptions {
  /** @default the revision the rehearsal was opened with */
  readonly revision?: string;
  readonly policy: ApprovalPolicy;
  /** Absent where there is nobody to ask. */
  readonly ask?: AskWith;
  /** How long a release that failed waits for a retry. @default 0 */
  readonly retryMilliseconds?: number;
  /** What is to go wrong. @default nothing */
  readonly faults?: readonly Fault[];
}
