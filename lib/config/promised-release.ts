import { type EvidenceRetention, evidenceRetention } from './evidence-retention';
import type { DeliveryConfig, SourceConfig } from './schema';

/** What a configuration promises of a release beside its targets: where it comes from, where it is built, how long its evidence is locked. */
export const promisedRelease = (
  config: DeliveryConfig,
): {
  readonly source: SourceConfig;
  readonly evidence: EvidenceRetention;
  readonly buildsIn: DeliveryConfig['tools']['vpc'] | 'no VPC';
} => ({
  source: config.source,
  buildsIn: config.tools.vpc ?? 'no VPC',
  evidence: evidenceRetention(config),
});
