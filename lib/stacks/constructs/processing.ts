import { Aws, Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { FUNCTION_ENVIRONMENT } from '../../contract/function-environment';
import { dataBucketName, functionName } from '../../contract/names';
import type { Alarms } from './alarms';
import type { Network } from './network';
import type { DataRetention } from './retention';
import { WorkloadFunction } from './workload-function';

/** What makes the workload. */
export interface ProcessingProps {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly network: Network;
  readonly keys: { readonly data: IKey; readonly logs: IKey; readonly secrets: IKey };
  readonly keyRing: ISecret;
  readonly alarms: Alarms;
  readonly data: DataRetention;
  /** Days that log groups keep their events. */
  readonly logRetentionDays: number;
  readonly identifierFields: readonly string[];
  readonly tokenKeyId: string;
  readonly reservedConcurrency?: number | undefined;
}

/**
 * The workload `data-processing-<env>`: reads `incoming/`, writes `processed/` and `quarantine/` (ZT-09).
 *
 * It names the data bucket instead of referring to it, because the bucket's notification refers to the function.
 */
export class Processing extends Construct {
  readonly workload: WorkloadFunction;

  constructor(scope: Construct, id: string, props: ProcessingProps) {
    super(scope, id);
    const bucketName = dataBucketName(props.environment, props.account, props.region);
    const bucketArn = `arn:${Aws.PARTITION}:s3:::${bucketName}`;
    this.workload = new WorkloadFunction(this, 'Workload', {
      ...props,
      functionName: functionName(props.environment),
      entry: 'functions/data-processing/index.ts',
      description: 'Tokenizes identifiers in NDJSON objects',
      timeout: Duration.minutes(15),
      memorySize: 1024,
      variables: {
        [FUNCTION_ENVIRONMENT.environment]: props.environment,
        [FUNCTION_ENVIRONMENT.dataBucket]: bucketName,
        [FUNCTION_ENVIRONMENT.dataKeyArn]: props.keys.data.keyArn,
        [FUNCTION_ENVIRONMENT.keyRingSecretId]: props.keyRing.secretArn,
        [FUNCTION_ENVIRONMENT.identifierFields]: props.identifierFields.join(','),
        [FUNCTION_ENVIRONMENT.tokenKeyId]: props.tokenKeyId,
      },
    });
    this.allow(bucketArn, props);
    this.deny(bucketArn, props);
  }

  /** What the handler does with data, of which a rehearsal brings none: the validation judges these by policy. */
  private allow(bucketArn: string, { keys, keyRing, region }: ProcessingProps): void {
    const written = [`${bucketArn}/processed/*`, `${bucketArn}/quarantine/*`];
    this.workload.permissions.addStatements(
      new PolicyStatement({
        sid: 'ReadIncoming',
        actions: ['s3:GetObject', 's3:GetObjectVersion'],
        resources: [`${bucketArn}/incoming/*`],
      }),
      new PolicyStatement({
        sid: 'WriteResults',
        actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
        resources: written,
      }),
      // Without it, S3 answers a request for an object that is not there with 403 instead of 404.
      new PolicyStatement({ sid: 'KnowWhatIsThere', actions: ['s3:ListBucket'], resources: [bucketArn] }),
      new PolicyStatement({
        sid: 'UseDataKeyThroughS3',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [keys.data.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } },
      }),
      new PolicyStatement({
        sid: 'ReadKeyRing',
        actions: ['secretsmanager:GetSecretValue'],
        resources: [keyRing.secretArn],
      }),
      new PolicyStatement({
        sid: 'UseSecretsKeyThroughSecretsManager',
        actions: ['kms:Decrypt'],
        resources: [keys.secrets.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` } },
      }),
    );
  }

  private deny(bucketArn: string, { keys, keyRing, network }: ProcessingProps): void {
    const objects = [`${bucketArn}/*`];
    this.workload.deny('RefuseUnencryptedPut', {
      actions: ['s3:PutObject'],
      resources: objects,
      conditions: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
    });
    this.workload.deny('RefuseAnotherKey', {
      actions: ['s3:PutObject'],
      resources: objects,
      conditions: { StringNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': keys.data.keyArn } },
    });
    this.workload.deny('RefuseOutsideTheVpc', {
      actions: ['s3:*', 'kms:*', 'secretsmanager:*'],
      resources: [bucketArn, ...objects, keys.data.keyArn, keys.secrets.keyArn, keyRing.secretArn],
      conditions: {
        StringNotEquals: { 'aws:SourceVpc': network.vpc.vpcId },
        Bool: { 'aws:ViaAWSService': 'false' },
      },
    });
  }
}
