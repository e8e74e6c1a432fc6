export { type EvidenceRetention, evidenceRetention } from './evidence-retention';
export { loadConfig } from './load';
export { assertOwnPipeline } from './own-pipeline';
export { parseConfig } from './parse';
export { assertRealAccounts, assertRealSynthesis, isPlaceholder } from './placeholder';
export { promisedRelease } from './promised-release';
export { type PromisedTarget, promisedTargets } from './promised-targets';
export { partitionIfKnown } from './regions';
export type { DeliveryConfig, DeliveryConfigInput, EnvironmentConfig, SourceConfig, TargetConfig } from './schema';
