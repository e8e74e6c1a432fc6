import type { GateReport } from '../contract/gate-report';
import type { ReviewedStack } from './template';

/** What a release is compared with. */
export type Baseline =
  /** Nothing runs there yet; where it is `unseen`, nothing is known to run there. */
  | { readonly kind: 'nothing'; readonly because: string; readonly unseen?: true }
  | {
      /** `release`: an earlier release of its own; `deployed`: what a target runs now. */
      readonly kind: 'release' | 'deployed';
      /** For example `commit 1a2b3c4`. */
      readonly label: string;
      readonly stacks: readonly ReviewedStack[];
      /** The gate's report on it, where one is at hand. */
      readonly report?: GateReport;
      /** What could not be seen of it. */
      readonly cannotTell?: readonly string[];
    };

/** A release: the gate's report and the templates it speaks of. */
export interface Release {
  readonly report: GateReport;
  readonly stacks: readonly ReviewedStack[];
}
