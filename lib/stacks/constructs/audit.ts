import { Aws, type CfnResource, Lazy } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { dataBucketName, serviceLogGroupName, trailBucketName, trailName } from '../../contract/names';
import { forgetAfter, GUARDED_BUCKET, keepPolicyWith } from './bucket-settings';
import { EncryptedLogGroup } from './encrypted-log-group';
import { type DataRetention, removalPolicyFor } from './retention';

/** What makes the audit trail. */
export interface AuditProps {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly logsKey: Key;
  readonly accessLogs: IBucket;
  readonly data: DataRetention;
  /** Whether this trail records the management events of all regions; else another one does, and this one data events only. */
  readonly managementEvents: 'here' | 'elsewhere';
  /** Days that log groups keep their events. */
  readonly logRetentionDays: number;
  /** Days that the trail bucket keeps the record, mostly more than log groups. */
  readonly auditRetentionDays: number;
}

type Conditions = Readonly<Record<string, Readonly<Record<string, string>>>>;

const CLOUDTRAIL = 'cloudtrail.amazonaws.com';

/** Who did what: management events, unless another trail records them, and every read and write of data (ZT-12). */
export class Audit extends Construct {
  private readonly recorded: CfnTrail.DataResourceProperty[] = [];
  private readonly onlyThisTrail: Conditions;
  /** Where AWS is not documented to say for which trail it comes: this one, if it does. */
  private readonly perhapsThisTrail: Conditions;

  constructor(scope: Construct, id: string, props: AuditProps) {
    super(scope, id);
    const { environment, account, region, logsKey } = props;
    this.recordObjects(dataBucketName(environment, account, region));
    const trailArn = `arn:${Aws.PARTITION}:cloudtrail:${region}:${account}:trail/${trailName(environment, region)}`;
    this.onlyThisTrail = { StringEquals: { 'aws:SourceArn': trailArn } };
    this.perhapsThisTrail = { StringEqualsIfExists: { 'aws:SourceArn': trailArn, 'aws:SourceAccount': account } };
    const bucket = this.bucket(props);
    this.letTrailEncryptWith(logsKey, account);
    const logs = this.logs(props);
    const trail = this.trail(props, bucket, logs);
    // CloudTrail tries bucket, key and log group the moment it is created. The trail names the bucket itself; the bucket's
    // policy and, where data is disposable, what empties it must be there before the trail and go after it.
    const around = bucket.node.children.filter((child) => child !== bucket.node.defaultChild);
    trail.node.addDependency(...around, logs.permissions);
    // A kept trail goes on writing files and log events, as the role it was given.
    for (const kept of [trail, logs.role.node.defaultChild, logs.permissions.node.defaultChild]) {
      (kept as CfnResource).applyRemovalPolicy(removalPolicyFor(props.data));
    }
    keepPolicyWith(bucket, props.data);
  }

  /** Records every read and write of the objects of a bucket of this name. */
  recordObjects(bucketName: string): void {
    this.record('AWS::S3::Object', `arn:${Aws.PARTITION}:s3:::${bucketName}/`);
  }

  /** Records every read and write of the items of a table. */
  recordTable(tableArn: string): void {
    this.record('AWS::DynamoDB::Table', tableArn);
  }

  private record(type: string, value: string): void {
    const [known] = this.recorded.filter((each) => each.type === type);
    if (known?.values === undefined) this.recorded.push({ type, values: [value] });
    else known.values.push(value);
  }

  /** The trail's files, which this trail writes and nobody else. */
  private bucket({ environment, account, region, logsKey, accessLogs, data, auditRetentionDays }: AuditProps): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      ...GUARDED_BUCKET,
      bucketName: trailBucketName(environment, account, region),
      encryption: BucketEncryption.KMS,
      encryptionKey: logsKey,
      bucketKeyEnabled: true,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'trail/',
      removalPolicy: removalPolicyFor(data),
      // What the helper is granted it needs when the bucket is deleted.
      autoDeleteObjects: data === 'disposable',
      lifecycleRules: forgetAfter('AuditRetention', auditRetentionDays),
    });
    const grant = (sid: string, action: string, resource: string) =>
      bucket.addToResourcePolicy(
        new PolicyStatement({
          sid,
          principals: [new ServicePrincipal(CLOUDTRAIL)],
          actions: [action],
          resources: [resource],
          conditions: this.onlyThisTrail,
        }),
      );
    grant('TrailLooksAtTheBucket', 's3:GetBucketAcl', bucket.bucketArn);
    grant('TrailWritesItsFiles', 's3:PutObject', bucket.arnForObjects(`AWSLogs/${account}/*`));
    return bucket;
  }

  /** The bucket has an S3 Bucket Key: CloudTrail decrypts too, and which keys it sends then is not documented. */
  private letTrailEncryptWith(logsKey: Key, account: string): void {
    const inItsContext = {
      'kms:EncryptionContext:aws:cloudtrail:arn': `arn:${Aws.PARTITION}:cloudtrail:*:${account}:trail/*`,
    };
    const enable = (sid: string, actions: string[], bond: Conditions) =>
      logsKey.addToResourcePolicy(
        new PolicyStatement({
          sid,
          principals: [new ServicePrincipal(CLOUDTRAIL)],
          actions,
          resources: ['*'],
          conditions: { ...bond, StringLikeIfExists: inItsContext },
        }),
      );
    enable('Enable CloudTrail', ['kms:GenerateDataKey*', 'kms:DescribeKey'], this.onlyThisTrail);
    enable('Enable CloudTrail to use the bucket key', ['kms:Decrypt'], this.perhapsThisTrail);
  }

  /** The trail's log group, and who writes to it. */
  private logs({ environment, logsKey, data, logRetentionDays }: AuditProps) {
    const group = new EncryptedLogGroup(this, 'Logs', {
      logGroupName: serviceLogGroupName(environment, 'trail'),
      encryptionKey: logsKey,
      removalPolicy: removalPolicyFor(data),
      retentionDays: logRetentionDays,
    });
    const role = new Role(this, 'Role', {
      // Older copies of CloudTrail's guide say that it sends neither key here; the newest is silent.
      assumedBy: new ServicePrincipal(CLOUDTRAIL, { conditions: this.perhapsThisTrail }),
      description: 'Writes the audit trail to its log group',
    });
    // CloudTrail writes events with them; a rehearsal records none.
    const permissions = new ManagedPolicy(this, 'Permissions', {
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [group.logGroupArn],
        }),
      ],
    });
    return { group, role, permissions };
  }

  private trail(
    { environment, region, logsKey, managementEvents }: AuditProps,
    bucket: Bucket,
    logs: ReturnType<Audit['logs']>,
  ) {
    const isRecordOfAccount = managementEvents === 'here';
    return new CfnTrail(this, 'Trail', {
      trailName: trailName(environment, region),
      isLogging: true,
      enableLogFileValidation: true,
      includeGlobalServiceEvents: isRecordOfAccount,
      isMultiRegionTrail: isRecordOfAccount,
      s3BucketName: bucket.bucketName,
      kmsKeyId: logsKey.keyArn,
      cloudWatchLogsLogGroupArn: logs.group.logGroupArn,
      cloudWatchLogsRoleArn: logs.role.roleArn,
      eventSelectors: [
        {
          readWriteType: 'All',
          includeManagementEvents: isRecordOfAccount,
          dataResources: Lazy.any({ produce: () => this.recorded }),
        },
      ],
    });
  }
}
