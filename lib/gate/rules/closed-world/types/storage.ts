import { count, flag, oneOf, resourceOf, text } from '../shape';
import { harmless, held, judged, judgedPolicy, notAllowed, type PropertyState } from '../state';
import { KEPT_FOR_LONGER, NAMES_ARE_LABELS, SELECTS } from './because';

const LOCK = `ObjectLockEnabled ObjectLockConfiguration.ObjectLockEnabled
  ObjectLockConfiguration.Rule.DefaultRetention.Mode`;
const PERIOD = 'ObjectLockConfiguration.Rule.DefaultRetention.Days ObjectLockConfiguration.Rule.DefaultRetention.Years';

/** Properties of buckets and their policies. */
export const STORAGE: Readonly<Record<string, readonly PropertyState[]>> = {
  'AWS::S3::Bucket': [
    judged(
      'ZT-08-BucketsGuarded',
      `BucketEncryption.ServerSideEncryptionConfiguration.BucketKeyEnabled
       BucketEncryption.ServerSideEncryptionConfiguration.ServerSideEncryptionByDefault.KMSMasterKeyID
       BucketEncryption.ServerSideEncryptionConfiguration.ServerSideEncryptionByDefault.SSEAlgorithm
       LoggingConfiguration.DestinationBucketName
       OwnershipControls.Rules.ObjectOwnership
       PublicAccessBlockConfiguration.BlockPublicAcls PublicAccessBlockConfiguration.BlockPublicPolicy
       PublicAccessBlockConfiguration.IgnorePublicAcls PublicAccessBlockConfiguration.RestrictPublicBuckets
       VersioningConfiguration.Status`,
    ),
    judged('ZT-08-LogDeliveryBound', 'LoggingConfiguration.LogFilePrefix'),
    judged('ZT-14-Tags', 'Tags'),
    judged('ZT-15-EnvironmentInNames', 'BucketName', { in: 'target' }),
    harmless(NAMES_ARE_LABELS, text, 'BucketName', { in: 'pipeline' }),
    judged(
      'ZT-15-ExpiredIsGone',
      `LifecycleConfiguration.Rules.AbortIncompleteMultipartUpload.DaysAfterInitiation
       LifecycleConfiguration.Rules.ExpirationInDays
       LifecycleConfiguration.Rules.NoncurrentVersionExpiration.NoncurrentDays
       LifecycleConfiguration.Rules.Status`,
    ),
    held(oneOf('INTELLIGENT_TIERING'), 'LifecycleConfiguration.Rules.Transitions.StorageClass', { in: 'target' }),
    judged('ZT-16-IntelligentTiering', 'LifecycleConfiguration.Rules.Transitions.TransitionInDays', { in: 'target' }),
    harmless(NAMES_ARE_LABELS, text, 'LifecycleConfiguration.Rules.Id'),
    harmless(
      'a delete marker that hides no version any more is nothing that anybody could read',
      flag,
      'LifecycleConfiguration.Rules.ExpiredObjectDeleteMarker',
    ),
    held(resourceOf('AWS::Lambda::Function'), 'NotificationConfiguration.LambdaConfigurations.Function'),
    harmless(
      SELECTS,
      text,
      `NotificationConfiguration.LambdaConfigurations.Event
       NotificationConfiguration.LambdaConfigurations.Filter.S3Key.Rules.Name
       NotificationConfiguration.LambdaConfigurations.Filter.S3Key.Rules.Value`,
    ),
    judged('ZT-08-EvidenceLocked', `${LOCK} ${PERIOD}`, { in: 'pipeline' }),
    harmless(KEPT_FOR_LONGER, oneOf(true, 'Enabled', 'COMPLIANCE', 'GOVERNANCE'), LOCK, { in: 'target' }),
    harmless(KEPT_FOR_LONGER, count(1, 36500), PERIOD, { in: 'target' }),
    notAllowed(
      `AccelerateConfiguration AccessControl AnalyticsConfigurations CorsConfiguration IntelligentTieringConfigurations
       InventoryConfigurations MetricsConfigurations ReplicationConfiguration WebsiteConfiguration BucketNamespace
       BucketNamePrefix MetadataTableConfiguration AbacStatus MetadataConfiguration
       BucketEncryption.ServerSideEncryptionConfiguration.BlockedEncryptionTypes
       LifecycleConfiguration.TransitionDefaultMinimumObjectSize
       LifecycleConfiguration.Rules.ExpirationDate LifecycleConfiguration.Rules.NoncurrentVersionExpirationInDays
       LifecycleConfiguration.Rules.NoncurrentVersionExpiration.NewerNoncurrentVersions
       LifecycleConfiguration.Rules.NoncurrentVersionTransition LifecycleConfiguration.Rules.NoncurrentVersionTransitions
       LifecycleConfiguration.Rules.ObjectSizeGreaterThan LifecycleConfiguration.Rules.ObjectSizeLessThan
       LifecycleConfiguration.Rules.Prefix LifecycleConfiguration.Rules.TagFilters
       LifecycleConfiguration.Rules.Transition LifecycleConfiguration.Rules.Transitions.TransitionDate
       LoggingConfiguration.TargetObjectKeyFormat
       NotificationConfiguration.EventBridgeConfiguration NotificationConfiguration.QueueConfigurations
       NotificationConfiguration.TopicConfigurations
       ObjectLockConfiguration.Rule.DefaultRetention.DefaultEventHold`,
    ),
  ],
  'AWS::S3::BucketPolicy': [
    held(resourceOf('AWS::S3::Bucket'), 'Bucket'),
    judgedPolicy('ZT-08-BucketsGuarded', 'PolicyDocument'),
  ],
  'AWS::S3::AccessPoint': [
    judged(
      'ZT-08-AccessPointsGuarded',
      `Bucket VpcConfiguration.VpcId
       PublicAccessBlockConfiguration.BlockPublicAcls PublicAccessBlockConfiguration.BlockPublicPolicy
       PublicAccessBlockConfiguration.IgnorePublicAcls PublicAccessBlockConfiguration.RestrictPublicBuckets`,
      { in: 'target' },
    ),
    judgedPolicy('ZT-09-PoliciesLetNobodyElseIn', 'Policy', { in: 'target' }),
    judged('ZT-14-Tags', 'Tags', { in: 'target' }),
    judged('ZT-15-EnvironmentInNames', 'Name', { in: 'target' }),
    notAllowed('BucketAccountId'),
  ],
  'AWS::S3::MultiRegionAccessPoint': [notAllowed('Name PublicAccessBlockConfiguration Regions')],
  'AWS::S3::MultiRegionAccessPointPolicy': [notAllowed('MrapName Policy')],
  'Custom::S3AutoDeleteObjects': [
    held(resourceOf('AWS::Lambda::Function'), 'ServiceToken'),
    held(resourceOf('AWS::S3::Bucket'), 'BucketName'),
  ],
};
