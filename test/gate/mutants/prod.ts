import type { Mutant, Resource, Workbench } from './mutant';

const RULE = 'ZT-15-KeptInProd';
const BUCKET = 'AWS::S3::Bucket';

const kept = (fault: string, prefix: string, type: string, change: (resource: Resource) => void): Mutant => ({
  fault,
  rule: RULE,
  in: 'prod',
  break: (target: Workbench) => change(target.one(prefix, type)),
});

const dropped = (resource: Resource): void => {
  delete resource.DeletionPolicy;
};

const expiring = (days: Record<string, unknown>) => (resource: Resource) => {
  resource.Properties['LifecycleConfiguration'] = { Rules: [{ Id: 'x', Status: 'Enabled', ...days }] };
};

/** ZT-15 where data is retained. */
export const PROD: readonly Mutant[] = [
  kept('the data bucket is deleted with its stack', 'StorageData6', BUCKET, (each) => {
    each.DeletionPolicy = 'Delete';
  }),
  kept('nothing is said about the data bucket when its stack goes', 'StorageData6', BUCKET, dropped),
  kept('the data bucket is deleted when it is replaced', 'StorageData6', BUCKET, (each) => {
    each.UpdateReplacePolicy = 'Delete';
  }),
  kept('the trail bucket is deleted with its stack', 'AuditBucket', BUCKET, dropped),
  kept('the data key is deleted with its stack', 'DataKey', 'AWS::KMS::Key', dropped),
  kept('the logs key is left behind by a rolled-back creation', 'LogsKey', 'AWS::KMS::Key', (each) => {
    each.DeletionPolicy = 'Retain';
  }),
  kept('the key ring is deleted with its stack', 'KeyRing', 'AWS::SecretsManager::Secret', dropped),
  kept('a log group is deleted with its stack', 'FlowLogs', 'AWS::Logs::LogGroup', dropped),
  kept('dead letters are deleted with their stack', 'ProcessingWorkload', 'AWS::SQS::Queue', dropped),
  kept('dead letters are deleted when their queue is replaced', 'KeyRingRotation', 'AWS::SQS::Queue', (each) => {
    each.UpdateReplacePolicy = 'Delete';
  }),
  kept('dead letters lose the policy that guards them', 'ProcessingWorkload', 'AWS::SQS::QueuePolicy', dropped),
  kept('the trail is deleted with its stack', 'AuditTrail', 'AWS::CloudTrail::Trail', dropped),
  kept('the data bucket loses its policy', 'StorageDataPolicy', 'AWS::S3::BucketPolicy', dropped),
  kept('the trail bucket loses its policy', 'AuditBucketPolicy', 'AWS::S3::BucketPolicy', dropped),
  kept('data expires after a day', 'StorageData6', BUCKET, expiring({ ExpirationInDays: 1 })),
  kept(
    'old versions of data expire',
    'StorageData6',
    BUCKET,
    expiring({ NoncurrentVersionExpiration: { NoncurrentDays: 1 } }),
  ),
  kept('deleted files of the trail are gone after a year', 'AuditBucket', BUCKET, (each) => {
    expiring({ ExpirationInDays: 2192, NoncurrentVersionExpiration: { NoncurrentDays: 365 } })(each);
  }),
  kept('the audit record is kept for a year', 'AuditBucket', BUCKET, expiring({ ExpirationInDays: 365 })),
  kept(
    'only the deployment knows how long the audit record is kept',
    'AuditBucket',
    BUCKET,
    expiring({ ExpirationInDays: { Ref: 'Days' } }),
  ),
  {
    fault: 'a helper empties the data bucket when the stack goes',
    rule: RULE,
    in: 'prod',
    break: (target) => target.add('Empty', 'Custom::S3AutoDeleteObjects', { BucketName: 'x' }),
  },
  {
    fault: 'an environment that retains its data under another name does not',
    rule: RULE,
    in: 'prod',
    break: (target) => {
      const text = JSON.stringify(target.template).replaceAll('"Value":"prod"', '"Value":"production"');
      Object.assign(target.template, JSON.parse(text));
      dropped(target.one('StorageData6', BUCKET));
    },
  },
];
