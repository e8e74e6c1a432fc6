import { type EvidenceRetention, evidenceRetention } from './evidence-retention';
import type { DeliveryConfig, SourceConfig } from './schema';

/** What a configuration promises of a release beside its targets: where it comes from, and how long its evidence is locked. */
export const promisedRelease = (
  config: DeliveryConfig,
): { readonly source: SourceConfig; readonly evidence: EvidenceRetention } => ({
  source: config.source,
  evidence: evidenceRetention(config),
});
