import { BUCKET } from './faults';
import type { Mutant, Place, Resource } from './mutant';

type LifecycleRule = Record<string, unknown>;

const rulesOf = (bucket: Resource): LifecycleRule[] =>
  (bucket.Properties['LifecycleConfiguration'] as { Rules: LifecycleRule[] }).Rules;

/** Every lifecycle rule of a bucket is changed so. */
const outliving = (place: Place, prefix: string, fault: string, change: (rule: LifecycleRule) => void): Mutant => ({
  fault,
  rule: 'ZT-15-ExpiredIsGone',
  in: place,
  break: (target) => {
    const own = Object.entries(target.resources).filter(([id, { Type }]) => Type === BUCKET && id.startsWith(prefix));
    for (const [, bucket] of own) rulesOf(bucket).forEach(change);
    if (own.length !== 1) throw new Error(`there are ${own.length} buckets ${prefix}`);
  },
});

const without =
  (...names: readonly string[]) =>
  (rule: LifecycleRule): void => {
    for (const name of names) delete rule[name];
  };

/** ZT-15: what a bucket has outlived, in a target's buckets and in the pipeline's. */
export const OUTLIVED: readonly Mutant[] = [
  outliving('dev', 'AuditBucket', 'files of the trail stay as old versions', without('NoncurrentVersionExpiration')),
  outliving('dev', 'AuditBucket', 'the trail never expires', without('ExpirationInDays')),
  outliving('dev', 'StorageData6', 'deleted data stays as old versions', without('NoncurrentVersionExpiration')),
  outliving('dev', 'StorageData6', 'some old versions of data stay', (rule) => {
    const versions = rule['NoncurrentVersionExpiration'] as Record<string, unknown> | undefined;
    if (versions !== undefined) versions['NewerNoncurrentVersions'] = 1;
  }),
  outliving('dev', 'StorageData6', 'old versions below one prefix expire only', (rule) => {
    if (rule['NoncurrentVersionExpiration'] !== undefined) rule['Prefix'] = 'incoming/';
  }),
  outliving('dev', 'StorageData6', 'nobody aborts uploads of data', without('AbortIncompleteMultipartUpload')),
  outliving('dev', 'StorageData6', 'uploads of data may take a year', (rule) => {
    if (rule['AbortIncompleteMultipartUpload'] !== undefined)
      rule['AbortIncompleteMultipartUpload'] = { DaysAfterInitiation: 365 };
  }),
  outliving('dev', 'StorageAccessLogs', 'access logs stay for ever', without('ExpirationInDays')),
  outliving('dev', 'StorageAccessLogs', 'the rules of the access logs are switched off', (rule) => {
    rule['Status'] = 'Disabled';
  }),
  outliving('pipeline', 'StoreArtifacts', 'artifacts stay for ever', without('ExpirationInDays')),
  outliving('pipeline', 'StoreArtifacts', 'old artifacts stay as versions', without('NoncurrentVersionExpiration')),
  outliving('pipeline', 'StoreAccessLogs', 'access logs of the pipeline stay', without('ExpirationInDays')),
  outliving(
    'pipeline',
    'EvidenceBucket',
    'nobody aborts uploads of evidence',
    without('AbortIncompleteMultipartUpload'),
  ),
];
