import { Aws, type CfnResource, Duration } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { dataBucketName, serviceLogGroupName, trailBucketName, trailName } from '../../contract/names';
import { EncryptedLogGroup } from './encrypted-log-group';
import { GUARDED_BUCKET, keepPolicyWith } from './guarded-bucket';
import { type DataRetention, removalPolicyFor } from './retention';

/** What makes the audit trail. */
export interface AuditProps {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly logsKey: Key;
  readonly accessLogs: IBucket;
  readonly data: DataRetention;
  /** Days that log groups keep their events. */
  readonly logRetentionDays: number;
  /** How long the trail bucket keeps the record; log groups keep 90 days. */
  readonly auditRetentionDays: number;
}

const CLOUDTRAIL = 'cloudtrail.amazonaws.com';

/** Who did what: management events, and every read and write of the data bucket's objects (ZT-12). */
export class Audit extends Construct {
  constructor(scope: Construct, id: string, props: AuditProps) {
    super(scope, id);
    const { environment, account, region, logsKey } = props;
    const name = trailName(environment);
    const trailArn = `arn:${Aws.PARTITION}:cloudtrail:${region}:${account}:trail/${name}`;
    const onlyThisTrail = { StringEquals: { 'aws:SourceArn': trailArn } };

    const bucket = new Bucket(this, 'Bucket', {
      ...GUARDED_BUCKET,
      bucketName: trailBucketName(environment, account, region),
      encryption: BucketEncryption.KMS,
      encryptionKey: logsKey,
      bucketKeyEnabled: true,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: 'trail/',
      removalPolicy: removalPolicyFor(props.data),
      autoDeleteObjects: props.data === 'disposable',
      lifecycleRules: [{ id: 'AuditRetention', expiration: Duration.days(props.auditRetentionDays) }],
    });
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'TrailLooksAtTheBucket',
        principals: [new ServicePrincipal(CLOUDTRAIL)],
        actions: ['s3:GetBucketAcl'],
        resources: [bucket.bucketArn],
        conditions: onlyThisTrail,
      }),
    );
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'TrailWritesItsFiles',
        principals: [new ServicePrincipal(CLOUDTRAIL)],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`AWSLogs/${account}/*`)],
        conditions: onlyThisTrail,
      }),
    );
    logsKey.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Enable CloudTrail',
        principals: [new ServicePrincipal(CLOUDTRAIL)],
        actions: ['kms:GenerateDataKey*', 'kms:DescribeKey'],
        resources: ['*'],
        conditions: {
          StringEquals: { 'aws:SourceArn': trailArn },
          StringLikeIfExists: {
            'kms:EncryptionContext:aws:cloudtrail:arn': `arn:${Aws.PARTITION}:cloudtrail:*:${account}:trail/*`,
          },
        },
      }),
    );

    const logGroup = new EncryptedLogGroup(this, 'Logs', {
      logGroupName: serviceLogGroupName(environment, 'trail'),
      encryptionKey: logsKey,
      removalPolicy: removalPolicyFor(props.data),
      retentionDays: props.logRetentionDays,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal(CLOUDTRAIL, { conditions: onlyThisTrail }),
      description: 'Writes the audit trail to its log group',
    });
    const permissions = new ManagedPolicy(this, 'Permissions', {
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [logGroup.logGroupArn],
        }),
      ],
    });
    const trail = new CfnTrail(this, 'Trail', {
      trailName: name,
      isLogging: true,
      enableLogFileValidation: true,
      includeGlobalServiceEvents: true,
      isMultiRegionTrail: true,
      s3BucketName: bucket.bucketName,
      kmsKeyId: logsKey.keyArn,
      cloudWatchLogsLogGroupArn: logGroup.logGroupArn,
      cloudWatchLogsRoleArn: role.roleArn,
      eventSelectors: [
        {
          readWriteType: 'All',
          includeManagementEvents: true,
          dataResources: [
            {
              type: 'AWS::S3::Object',
              values: [`arn:${Aws.PARTITION}:s3:::${dataBucketName(environment, account, region)}/`],
            },
          ],
        },
      ],
    });
    // CloudTrail tries bucket, key and log group the moment it is created. The trail names the bucket itself; the bucket's
    // policy and, where data is disposable, what empties it must be there before the trail and go after it.
    const around = bucket.node.children.filter((child) => child !== bucket.node.defaultChild);
    trail.node.addDependency(...around, permissions);
    // A kept trail goes on writing files and log events, as the role it was given.
    for (const kept of [trail, role.node.defaultChild, permissions.node.defaultChild]) {
      (kept as CfnResource).applyRemovalPolicy(removalPolicyFor(props.data));
    }
    keepPolicyWith(bucket, props.data);
  }
}
