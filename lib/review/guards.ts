import type { PropertyReview } from '../contract/review';

/** Properties by which a resource keeps, encrypts, records or hides: a release that touches one wants a look, whichever way it goes. */
const GUARDS =
  /^(AccessLog\w*|BackupRetentionPeriod|BackupPolicy|BucketEncryption|DeletionProtection\w*|EnableKeyRotation|EnableLogFileValidation|Enabled|Encrypted|EventSelectors|AdvancedEventSelectors|IsLogging|Kms\w+|KMS\w+|LifecycleConfiguration|LoggingConfiguration|MessageRetentionPeriod|MultiFactorAuthentication|NotificationConfiguration|ObjectLock\w+|PendingWindowInDays|PointInTimeRecoverySpecification|ReplicationConfiguration|RetentionInDays|RotationPeriodInDays|SSESpecification|Sse\w+|StorageEncrypted|TrafficType|VersioningConfiguration|ActionsEnabled|AlarmActions|Layers|ServiceToken)$/;

/** Names of the guarding properties among what has changed. */
export const guardsIn = (properties: readonly PropertyReview[]): readonly string[] => [
  ...new Set(
    properties.map(({ path }) => /^Properties\.([^.[]+)/.exec(path)?.[1] ?? '').filter((name) => GUARDS.test(name)),
  ),
];

/** Types that keep watch, and whose removal nobody hears of afterwards. */
export const isWatch = (type: string): boolean =>
  /^AWS::(CloudWatch::\w*Alarm|EC2::FlowLog|Events::Rule|Logs::MetricFilter|SecretsManager::RotationSchedule|SNS::Subscription|GuardDuty::\w+|Config::\w+)$/.test(
    type,
  );
