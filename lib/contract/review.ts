import type { AcknowledgedFinding, GateFinding } from './gate-report';

/**
 * What a release changes against what runs now, or against an earlier release: `review.json`, from which the review page is
 * made. Values of templates stand in it as they are: whoever shows them escapes them.
 */

/** `review.json`, schema 1. Lists are sorted: what a person has to decide about first stands first. */
export interface Review {
  readonly schema: 1;
  readonly application: string;
  /** What is reviewed: one environment, one target, or, without both, the whole release. */
  readonly scope: ReviewScope;
  readonly baseline: ReviewBaseline;
  /** The gate's verdict on the whole release. */
  readonly verdict: 'yes' | 'no';
  readonly objections: readonly string[];
  readonly warnings: readonly string[];
  /** One entry for each thing that is new, in the order a person decides from. */
  readonly news: readonly News[];
  readonly findings: FindingChanges;
  readonly acknowledgements: AcknowledgementChanges;
  readonly stacks: readonly StackReview[];
  /** What no comparison of templates can see, or this one could not. */
  readonly cannotTell: readonly string[];
}

/** Which stacks of a release are reviewed. */
export interface ReviewScope {
  readonly environment?: string;
  readonly account?: string;
  readonly region?: string;
}

/** What a release is compared with. */
export type ReviewBaseline =
  | {
      readonly kind: 'nothing';
      readonly because: string;
      /** Set where nobody could look: nothing is known to run there, and it is not known to be a first deployment. */
      readonly unseen?: true;
    }
  | {
      /** `release`: an earlier release of its own; `deployed`: the templates that a target runs now. */
      readonly kind: 'release' | 'deployed';
      /** For example `commit 1a2b3c4`. */
      readonly label: string;
      /** Whether its gate report is known; without it no finding or acknowledgement can be called new. */
      readonly gate: boolean;
    };

/** How much a person has to think: a danger first, then what needs a look, then what has merely changed. */
export type Weight = 'danger' | 'attention' | 'change';

/** What kind of thing is new. */
export type NewsKind =
  | 'data-lost'
  | 'data-less-protected'
  | 'permissions-broader'
  | 'network-broader'
  | 'cannot-tell'
  | 'finding-new'
  | 'acknowledgement-added'
  | 'acknowledgement-changed'
  | 'acknowledgement-removed'
  | 'acknowledgement-expiring'
  | 'stack-added'
  | 'stack-removed'
  | 'resource-removed'
  | 'resource-replaced'
  | 'resource-added'
  | 'resource-changed'
  | 'permissions-narrower'
  | 'network-narrower'
  | 'section-changed'
  | 'code-changed'
  | 'finding-gone';

/** One thing that is new. */
export interface News {
  readonly kind: NewsKind;
  readonly weight: Weight;
  /** One sentence. */
  readonly title: string;
  readonly stackName?: string;
  readonly logicalId?: string;
}

/** Findings that the baseline did not have, and those it had. Unknown where the baseline has no gate report. */
export interface FindingChanges {
  readonly known: boolean;
  readonly new: readonly NewFinding[];
  readonly gone: readonly GateFinding[];
}

/** A finding that the baseline did not have, or had as an acknowledged one. */
export interface NewFinding extends GateFinding {
  readonly wasAcknowledged: boolean;
}

/** Findings accepted on purpose, against the baseline's. Unknown where the baseline has no gate report. */
export interface AcknowledgementChanges {
  readonly known: boolean;
  readonly added: readonly AcknowledgedFinding[];
  readonly removed: readonly RemovedAcknowledgement[];
  readonly changed: readonly ChangedAcknowledgement[];
  /** Counted in whole days from the day of the review; 0 is the last day, less is over. */
  readonly expiring: readonly ExpiringAcknowledgement[];
}

/** An acknowledgement that is gone; its finding may be open now. */
export interface RemovedAcknowledgement extends AcknowledgedFinding {
  readonly findingIsOpen: boolean;
}

/** The same finding, accepted on other terms. */
export interface ChangedAcknowledgement extends AcknowledgedFinding {
  readonly before: AcknowledgedFinding['acknowledgement'];
}

/** An acknowledgement that ends within 30 days. */
export interface ExpiringAcknowledgement extends AcknowledgedFinding {
  readonly days: number;
}

/** One stack against its baseline; a nested stack stands by itself. */
export interface StackReview {
  readonly stackName: string;
  /** Construct path, where the release names one. */
  readonly path?: string;
  readonly account: string;
  readonly region: string;
  readonly environment?: string;
  readonly change: 'added' | 'removed' | 'changed' | 'unchanged' | 'cannot-tell';
  /** Why nothing can be told, or what a removal means. */
  readonly because?: string;
  /** How many resources it has in the release; before its removal, for a removed one. */
  readonly resourceCount: number;
  readonly resources: readonly ResourceReview[];
  readonly permissions: readonly AccessChange[];
  readonly network: readonly AccessChange[];
  /** Parameters, outputs, conditions and whatever else is no resource. */
  readonly sections: readonly SectionReview[];
}

/** What CloudFormation does to a resource; `unknown` is never good news. */
export type Effect =
  | 'create'
  | 'update'
  | 'replace'
  | 'may-replace'
  | 'delete'
  /** Leaves the stack and stays in the account. */
  | 'retain'
  /** Nothing is deployed: metadata, or the order of creation. */
  | 'none'
  | 'unknown';

/** One resource that is not as the baseline has it. */
export interface ResourceReview {
  readonly logicalId: string;
  readonly type: string;
  /** Construct path, where the template says it. */
  readonly path?: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly effect: Effect;
  /** `code`: only assets differ; `metadata`: nothing that is deployed. */
  readonly about: 'configuration' | 'code' | 'metadata';
  /** Why its loss would lose data; absent where it holds none. */
  readonly holds?: string;
  /** What the sort of change alone does not say. */
  readonly notes: readonly string[];
  readonly properties: readonly PropertyReview[];
  /** Set where a policy that guards its data guards it less. */
  readonly lessProtected?: boolean;
  /** Resources of the same template that an added one is attached to. */
  readonly speaksOf?: readonly string[];
}

/** One value that differs. */
export interface PropertyReview {
  /** For example `Properties.Code.S3Key`. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** A permission or a way through the network that is not as the baseline has it. */
export interface AccessChange {
  readonly logicalId: string;
  readonly type: string;
  /** Where it stands, for example `PolicyDocument.Statement`. */
  readonly at: string;
  /** `different` and `unknown` count as broader: nothing shows that they are not. `same` says it in other words. */
  readonly direction: 'broader' | 'narrower' | 'same' | 'different' | 'unknown';
  readonly because: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** An entry of a template's section that differs. */
export interface SectionReview {
  readonly section: string;
  readonly name?: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Whether a change may permit or open more than before: what cannot be told counts, too. */
export const isBroader = ({ direction }: AccessChange): boolean => direction !== 'narrower' && direction !== 'same';
