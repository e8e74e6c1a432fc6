import type { AcknowledgementTerms, SourceLocation } from '../../contract/gate-report';
import type { Allowed } from '../rules/closed-world/known';

/** Properties of a type that no rule judges, and that may be there all the same because somebody answers for it. */
export interface Allowance extends AcknowledgementTerms, Allowed {
  /** Days after its last one for which it still counts, with a warning. @default - GRACE_DAYS */
  readonly graceDays?: number;
  /** What its decision is called. */
  readonly cause: string;
  /** Where it is written. */
  readonly at: SourceLocation;
  /** Where its terms are written. */
  readonly causeAt: SourceLocation;
}
