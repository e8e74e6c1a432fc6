import { Aws } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

import { accessLogBucketName, dataBucketName } from '../../contract/names';
import { forgetAfter, GUARDED_BUCKET, keepPolicyWith } from './bucket-settings';
import { DataBucket } from './guarded-bucket';
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

/** The data bucket and the bucket of its access logs (ZT-08). */
export class Storage extends Construct {
  readonly data: Bucket;
  readonly accessLogs: Bucket;
  /** The data bucket's name as a plain string: a reference would make a cycle through its notification. */
  private readonly bucketName: string;

  constructor(scope: Construct, id: string, props: StorageProps) {
    super(scope, id);
    this.bucketName = dataBucketName(props.environment, props.account, props.region);
    this.accessLogs = new Bucket(this, 'AccessLogs', {
      ...GUARDED_BUCKET,
      removalPolicy: removalPolicyFor(props.data),
      // What the helper is granted it needs when the bucket is deleted.
      autoDeleteObjects: props.data === 'disposable',
      bucketName: accessLogBucketName(props.environment, props.account, props.region),
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: forgetAfter('AccessLogs', props.auditRetentionDays),
    });
    keepPolicyWith(this.accessLogs, props.data);
    this.data = new DataBucket(this, 'Data', {
      ...props,
      bucketName: this.bucketName,
      accessLogs: this.accessLogs,
      logPrefix: 'data/',
    });
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
}
