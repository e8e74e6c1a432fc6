import type { DiscrepancyKind } from '../../../lib/evidence/verify/finding';
import type { HeldBundle } from '../_helpers/held-bundle';
import type { LocalSigner } from '../_helpers/local-signer';

/** What somebody who tampers has at hand. */
export interface Crime {
  readonly second: HeldBundle;
  readonly first: HeldBundle;
  readonly signer: LocalSigner;
  readonly stranger: LocalSigner;
}

/** What was done, which kind of finding says so and where, and how it is done. */
export type Tampering = readonly [string, DiscrepancyKind, string, (crime: Crime) => HeldBundle | Promise<HeldBundle>];

export const TEMPLATE = 'build/templates/data-dev.template.json';
export const OTHER_TEMPLATE = 'build/templates/data-prod.template.json';
export const PAGE = 'prod/444444444444-us-east-1/review.html';
export const REPORT = 'prod/444444444444-us-east-1/validation.json';
export const OLD_APPROVAL = 'prod/approvals/11111111-prod-Approve.json';
export const APPROVAL = 'prod/approvals/22222222-prod-Approve.json';
export const FIRST_APPROVAL = 'predicate.environments.prod.approvals[0]';
