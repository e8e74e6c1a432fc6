import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BackupPlan, BackupResource } from 'aws-cdk-lib/aws-backup';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { FileSystem } from 'aws-cdk-lib/aws-efs';
import { Stream, StreamEncryption } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  DatabaseInstance,
  DatabaseInstanceEngine,
  type DatabaseInstanceProps,
  PostgresEngineVersion,
} from 'aws-cdk-lib/aws-rds';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** Makes a construct without or with what a row of the table says, below a scope of its own. */
export type Sample = (scope: Construct, cured: boolean) => unknown;

/** A network that is there already: one of each sample's own would cost the packs seconds. */
export const network = (scope: Construct) =>
  Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    publicSubnetIds: ['subnet-1', 'subnet-2'],
    privateSubnetIds: ['subnet-3', 'subnet-4'],
  });

const bucket =
  (props: (scope: Construct) => BucketProps): Sample =>
  (scope, cured) =>
    new Bucket(scope, 'It', cured ? props(scope) : {});

const BROKEN: Partial<DatabaseInstanceProps> = {
  deletionProtection: false,
  autoMinorVersionUpgrade: false,
  publiclyAccessible: true,
  backupRetention: Duration.days(0),
};
const database =
  (props: Partial<DatabaseInstanceProps>): Sample =>
  (scope, cured) =>
    new DatabaseInstance(scope, 'It', {
      engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_16_4 }),
      vpc: network(scope),
      removalPolicy: RemovalPolicy.DESTROY,
      ...BROKEN,
      ...(cured ? props : {}),
    });

const table =
  (props: object): Sample =>
  (scope, cured) =>
    new Table(scope, 'It', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      billingMode: BillingMode.PROVISIONED,
      ...(cured ? props : {}),
    });

/** By construct and code, as the table has them. */
export const STORAGE: Readonly<Record<string, Sample>> = {
  'aws_s3.Bucket serverAccessLogsBucket': bucket((scope) => ({ serverAccessLogsBucket: new Bucket(scope, 'Logs') })),
  'aws_s3.Bucket blockPublicAccess': (scope, cured) =>
    new Bucket(scope, 'It', {
      blockPublicAccess: cured
        ? BlockPublicAccess.BLOCK_ALL
        : new BlockPublicAccess({
            blockPublicAcls: false,
            ignorePublicAcls: false,
            blockPublicPolicy: false,
            restrictPublicBuckets: false,
          }),
    }),
  'aws_s3.Bucket enforceSSL': bucket(() => ({ enforceSSL: true })),
  'aws_s3.Bucket versioned': bucket(() => ({ versioned: true })),
  'aws_s3.Bucket encryption': bucket((scope) => ({
    encryption: BucketEncryption.KMS,
    encryptionKey: new Key(scope, 'Key'),
  })),
  'aws_s3.Bucket replicationRules': bucket((scope) => ({
    versioned: true,
    replicationRules: [{ destination: new Bucket(scope, 'Replica', { versioned: true }) }],
  })),
  'aws_logs.LogGroup encryptionKey': (scope, cured) =>
    new LogGroup(scope, 'It', cured ? { encryptionKey: new Key(scope, 'Key') } : {}),
  'aws_logs.LogGroup retention': (scope, cured) =>
    new LogGroup(scope, 'It', { retention: cured ? RetentionDays.ONE_YEAR : RetentionDays.INFINITE }),
  'aws_kms.Key enableKeyRotation': (scope, cured) => new Key(scope, 'It', { enableKeyRotation: cured }),
  'aws_sns.Topic masterKey': (scope, cured) =>
    new Topic(scope, 'It', cured ? { masterKey: new Key(scope, 'Key') } : {}),
  'aws_sns.Topic enforceSSL': (scope, cured) => new Topic(scope, 'It', { enforceSSL: cured }),
  'aws_sqs.Queue encryption': (scope, cured) =>
    new Queue(scope, 'It', { encryption: cured ? QueueEncryption.KMS : QueueEncryption.UNENCRYPTED }),
  'aws_sqs.Queue deadLetterQueue': (scope, cured) => {
    const letters = new Queue(scope, 'Letters');
    return new Queue(scope, 'It', cured ? { deadLetterQueue: { queue: letters, maxReceiveCount: 3 } } : {});
  },
  'aws_sqs.Queue enforceSSL': (scope, cured) => new Queue(scope, 'It', { enforceSSL: cured }),
  'aws_secretsmanager.Secret addRotationSchedule': (scope, cured) => {
    const rotationLambda = new LambdaFunction(scope, 'Rotator', {
      runtime: Runtime.NODEJS_LATEST,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = () => {}'),
    });
    const secret = new Secret(scope, 'It');
    if (cured) secret.addRotationSchedule('Rotation', { rotationLambda });
  },
  'aws_secretsmanager.Secret encryptionKey': (scope, cured) =>
    new Secret(scope, 'It', cured ? { encryptionKey: new Key(scope, 'Key') } : {}),
  'aws_rds.DatabaseInstance storageEncrypted': database({ storageEncrypted: true }),
  'aws_rds.DatabaseInstance multiAz': database({ multiAz: true }),
  'aws_rds.DatabaseInstance deletionProtection': database({ deletionProtection: true }),
  'aws_rds.DatabaseInstance port': database({ port: 15_432 }),
  'aws_rds.DatabaseInstance backupRetention': database({ backupRetention: Duration.days(7) }),
  'aws_rds.DatabaseInstance autoMinorVersionUpgrade': database({ autoMinorVersionUpgrade: true }),
  'aws_rds.DatabaseInstance monitoringInterval': database({ monitoringInterval: Duration.minutes(1) }),
  'aws_rds.DatabaseInstance publiclyAccessible': database({ publiclyAccessible: false }),
  'aws_rds.DatabaseInstance cloudwatchLogsExports': database({ cloudwatchLogsExports: ['postgresql', 'upgrade'] }),
  'aws_dynamodb.Table pointInTimeRecoverySpecification': table({
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  }),
  'aws_dynamodb.Table billingMode': table({ billingMode: BillingMode.PAY_PER_REQUEST }),
  'aws_backup.BackupPlan addSelection': (scope, cured) => {
    const kept = new Table(scope, 'It', { partitionKey: { name: 'id', type: AttributeType.STRING } });
    if (!cured) return;
    new BackupPlan(scope, 'Plan').addSelection('Tables', { resources: [BackupResource.fromDynamoDbTable(kept)] });
  },
  'aws_efs.FileSystem encrypted': (scope, cured) =>
    new FileSystem(scope, 'It', { vpc: network(scope), encrypted: cured }),
  'aws_kinesis.Stream encryption': (scope, cured) =>
    new Stream(scope, 'It', { encryption: cured ? StreamEncryption.MANAGED : StreamEncryption.UNENCRYPTED }),
};
