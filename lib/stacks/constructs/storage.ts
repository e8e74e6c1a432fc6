import { Aws, Duration } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket, BucketEncryption, type CfnBucket, type LifecycleRule, StorageClass } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

import { accessLogBucketName, dataBucketName } from '../../contract/names';
import { ABORT_UPLOADS, forgetAfter, GUARDED_BUCKET, keepPolicyWith } from './guarded-bucket';
import type { DataRetention } from './retention';
import { removalPolicyFor } from './retention';

/** What makes an environment's buckets. */
export interface StorageProps {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly dataKey: IKey;
  readonly data: DataRetention;
  /** Days that access logs, and data that somebody has deleted, are kept like the rest of the record. */
  readonly auditRetentionDays: number;
}

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

/** The data bucket and the bucket of its access logs (ZT-08). */
export class Storage extends Construct {
  readonly data: Bucket;
  readonly accessLogs: Bucket;
  /** The data bucket's name as a plain string: a reference would make a cycle through its notification. */
  private readonly bucketName: string;

  constructor(scope: Construct, id: string, props: StorageProps) {
    super(scope, id);
    this.bucketName = dataBucketName(props.environment, props.account, props.region);
    const lifetime = {
      removalPolicy: removalPolicyFor(props.data),
      // What the helper is granted it needs when the bucket is deleted.
      autoDeleteObjects: props.data === 'disposable',
    };
    this.accessLogs = new Bucket(this, 'AccessLogs', {
      ...GUARDED_BUCKET,
      ...lifetime,
      bucketName: accessLogBucketName(props.environment, props.account, props.region),
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: forgetAfter('AccessLogs', props.auditRetentionDays),
    });
    this.data = new Bucket(this, 'Data', {
      ...GUARDED_BUCKET,
      ...lifetime,
      bucketName: this.bucketName,
      encryption: BucketEncryption.KMS,
      encryptionKey: props.dataKey,
      bucketKeyEnabled: true,
      serverAccessLogsBucket: this.accessLogs,
      serverAccessLogsPrefix: 'data/',
      lifecycleRules: lifeOfData(props.auditRetentionDays),
    });
    this.data.addToResourcePolicy(this.refuse('RefuseUnencryptedPut', 's3:x-amz-server-side-encryption', 'aws:kms'));
    this.data.addToResourcePolicy(
      this.refuse('RefuseAnotherKey', 's3:x-amz-server-side-encryption-aws-kms-key-id', props.dataKey.keyArn),
    );
    for (const bucket of [this.accessLogs, this.data]) keepPolicyWith(bucket, props.data);
  }

  /**
   * Invokes the function for every object that lands under `prefix`, without the CDK's notification helper. S3 asks the function's
   * policy when it is told so, and when something comes in; the emulator asks the second time only.
   */
  notify(target: IFunction, prefix: string): void {
    const permission = new CfnPermission(this, 'MayInvoke', {
      action: 'lambda:InvokeFunction',
      functionName: target.functionArn,
      principal: 's3.amazonaws.com',
      sourceAccount: Aws.ACCOUNT_ID,
      sourceArn: `arn:${Aws.PARTITION}:s3:::${this.bucketName}`,
    });
    const bucket = this.data.node.defaultChild as CfnBucket;
    bucket.notificationConfiguration = {
      lambdaConfigurations: [
        {
          event: 's3:ObjectCreated:*',
          function: target.functionArn,
          filter: { s3Key: { rules: [{ name: 'prefix', value: prefix }] } },
        },
      ],
    };
    bucket.addResourceDependency(permission);
  }

  private refuse(sid: string, header: string, unless: string): PolicyStatement {
    return new PolicyStatement({
      sid,
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['s3:PutObject'],
      resources: [this.data.arnForObjects('*')],
      conditions: { StringNotEquals: { [header]: unless } },
    });
  }
}
