import { Duration } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption, type IBucket, type LifecycleRule, StorageClass } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { addedBucketName } from '../../contract/names';
import type { Audit } from './audit';
import { ABORT_UPLOADS, GUARDED_BUCKET, keepPolicyWith } from './bucket-settings';
import { type DataRetention, removalPolicyFor } from './retention';

/** Data stays until somebody deletes it, and then as long as the record of it. */
const lifeOfData = (auditRetentionDays: number): LifecycleRule[] => [
  {
    id: 'IntelligentTiering',
    transitions: [{ storageClass: StorageClass.INTELLIGENT_TIERING, transitionAfter: Duration.days(0) }],
  },
  {
    id: 'DeletedData',
    noncurrentVersionExpiration: Duration.days(auditRetentionDays),
    expiredObjectDeleteMarker: true,
  },
  ABORT_UPLOADS,
];

/** What makes a bucket that holds data. */
export interface DataBucketProps {
  readonly bucketName: string;
  readonly dataKey: IKey;
  readonly accessLogs: IBucket;
  /** Where its access logs lie in that bucket, for example `data/`. */
  readonly logPrefix: string;
  readonly data: DataRetention;
  /** Days that data which somebody has deleted is kept like the rest of the record. */
  readonly auditRetentionDays: number;
}

/** A bucket that takes nothing but objects under the data key, and logs who comes (ZT-08). */
export class DataBucket extends Bucket {
  constructor(scope: Construct, id: string, { dataKey, accessLogs, logPrefix, data, ...props }: DataBucketProps) {
    super(scope, id, {
      ...GUARDED_BUCKET,
      bucketName: props.bucketName,
      removalPolicy: removalPolicyFor(data),
      // What the helper is granted it needs when the bucket is deleted.
      autoDeleteObjects: data === 'disposable',
      encryption: BucketEncryption.KMS,
      encryptionKey: dataKey,
      bucketKeyEnabled: true,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: logPrefix,
      lifecycleRules: lifeOfData(props.auditRetentionDays),
    });
    this.refuse('RefuseUnencryptedPut', 's3:x-amz-server-side-encryption', 'aws:kms');
    this.refuse('RefuseAnotherKey', 's3:x-amz-server-side-encryption-aws-kms-key-id', dataKey.keyArn);
    keepPolicyWith(this, data);
  }

  private refuse(sid: string, header: string, unless: string): void {
    this.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:PutObject'],
        resources: [this.arnForObjects('*')],
        conditions: { StringNotEquals: { [header]: unless } },
      }),
    );
  }
}

/** What makes one more bucket of the workload. */
export interface GuardedBucketProps {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  /** What it holds, for example `reports`: it is called `data-<env>-reports-<account>-<region>`. */
  readonly purpose: string;
  readonly keys: { readonly data: IKey };
  readonly accessLogs: IBucket;
  readonly audit: Audit;
  readonly data: DataRetention;
  /** Days that data which somebody has deleted is kept like the rest of the record. */
  readonly auditRetentionDays: number;
}

/** One more bucket like the data bucket, whose reads and writes the trail records, too (ZT-08, ZT-12). */
export class GuardedBucket extends DataBucket {
  constructor(scope: Construct, id: string, { purpose, keys, audit, ...props }: GuardedBucketProps) {
    const bucketName = addedBucketName(props.environment, purpose, props.account, props.region);
    super(scope, id, { ...props, bucketName, dataKey: keys.data, logPrefix: `${purpose}/` });
    audit.recordObjects(bucketName);
  }
}
