import { isPlaceholder } from './placeholder';
import type { DeliveryConfig } from './schema';

/** How long nobody can delete or replace evidence, and whether anybody ever may before. */
export interface EvidenceRetention {
  /** GOVERNANCE: with a special permission; COMPLIANCE: nobody, the account's root user included. */
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly days: number;
}

/** 45 CFR 164.316(b)(2)(i). */
const YEARS = 6;
const DAYS_PER_YEAR = 365.25;

/** How long the record is to be kept, whatever holds it, in days. */
export const recordDays = ({ evidence: { years = YEARS } }: DeliveryConfig): number => Math.ceil(years * DAYS_PER_YEAR);

/**
 * What S3 Object Lock is to hold evidence for. A rehearsal's and a trial's is held for a day, and an administrator can let
 * go of it: COMPLIANCE cannot be taken back, the account could only be closed. With real accounts the configuration has chosen
 * (`rules/evidence.ts`).
 */
export const evidenceRetention = (config: DeliveryConfig): EvidenceRetention => {
  const { trial, mode = 'COMPLIANCE' } = config.evidence;
  if (trial || isPlaceholder(config)) return { mode: 'GOVERNANCE', days: 1 };
  return { mode, days: recordDays(config) };
};
