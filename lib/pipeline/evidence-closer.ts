import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { AnyPrincipal, Effect, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DeliveryConfig } from '../config/schema';
import {
  CHAIN_PREFIX,
  CLOSING_ENVIRONMENT,
  closingFunctionName,
  evidenceSigningKeyAlias,
  publicKeyKey,
  RELEASES_PREFIX,
} from '../contract/evidence-layout';
import { functionRoleName } from '../contract/names';
import { bundledHandler } from '../stacks/constructs/bundled-handler';
import { EncryptedLogGroup } from '../stacks/constructs/encrypted-log-group';
import type { EvidenceBucket } from './evidence-bucket';

/** What makes the closing of releases. */
export interface EvidenceCloserProps {
  readonly application: string;
  readonly region: string;
  readonly evidence: EvidenceBucket;
  /** The tools account's logs key. */
  readonly logsKey: IKey;
  /** Authors of commits by the names of their sessions. */
  readonly people: DeliveryConfig['people'];
}

const RETAINED = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

/** How an execution can end. */
const ENDS = ['SUCCEEDED', 'FAILED', 'STOPPED', 'SUPERSEDED', 'CANCELED'];

/**
 * Closes the record of every release when CodePipeline says that its execution has ended, so that no record depends on a
 * step of the pipeline having run: a rejection ends an execution, and no later step could write it down.
 */
export class EvidenceCloser extends Construct {
  /** Signs the records. Asymmetric keys cannot rotate by themselves, and are exempt by their key spec (ZT-05). */
  readonly signingKey: Key;
  readonly function: LambdaFunction;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { application, region, evidence, logsKey, people }: EvidenceCloserProps) {
    super(scope, id);
    const functionName = closingFunctionName(application);
    const roleName = functionRoleName(functionName, region);
    this.signingKey = this.signingKeyOf(application, roleName);
    const logGroup = new EncryptedLogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      encryptionKey: logsKey,
      removalPolicy: RETAINED,
    });
    this.deadLetters = new Queue(this, 'DeadLetters', {
      queueName: `${functionName}-dead-letters`,
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: evidence.key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const role = new Role(this, 'Role', {
      roleName,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Runs ${functionName}`,
    });
    const permissions = new ManagedPolicy(this, 'Permissions', {
      description: `What ${functionName} may do`,
      roles: [role],
      statements: this.permissions(application, region, evidence),
    });
    logGroup.grantWrite(permissions);
    this.function = this.functionOf(functionName, role, logGroup, { evidence, people });
    this.function.node.addDependency(permissions);
    this.startedBy('Ended', 'CodePipeline Pipeline Execution State Change', { pipeline: [application], state: ENDS });
    this.startedBy('Decided', 'CodePipeline Action Execution State Change', {
      pipeline: [application],
      state: ['SUCCEEDED', 'FAILED', 'ABANDONED'],
      type: { category: ['Approval'] },
    });
  }

  /** The key that only the closing function may sign with. */
  private signingKeyOf(application: string, roleName: string): Key {
    const key = new Key(this, 'SigningKey', {
      alias: evidenceSigningKeyAlias(application),
      description: `Signs the records of the releases of ${application}`,
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RETAINED,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'OnlyTheClosingFunctionSigns',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['kms:Sign'],
        resources: ['*'],
        // By name: the function's permissions refer to the key.
        conditions: {
          ArnNotEquals: { 'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${roleName}` },
        },
      }),
    );
    return key;
  }

  private functionOf(
    functionName: string,
    role: Role,
    logGroup: ILogGroup,
    { evidence, people }: Pick<EvidenceCloserProps, 'evidence' | 'people'>,
  ): LambdaFunction {
    return new LambdaFunction(this, 'Function', {
      functionName,
      description: 'Closes and signs the record of a release',
      code: bundledHandler('functions/close-release/index.ts'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      role: Role.fromRoleArn(this, 'RoleByArn', role.roleArn, { mutable: false }),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      deadLetterQueue: this.deadLetters,
      timeout: Duration.minutes(5),
      memorySize: 512,
      environment: {
        [CLOSING_ENVIRONMENT.bucket]: evidence.name,
        [CLOSING_ENVIRONMENT.signingKey]: this.signingKey.keyArn,
        ...(Object.keys(people).length > 0 && { [CLOSING_ENVIRONMENT.people]: JSON.stringify(people) }),
      },
    });
  }

  private startedBy(id: string, detailType: string, detail: EventPattern['detail']): void {
    new Rule(this, id, {
      description: `${detailType}: writes the record of a release`,
      eventPattern: { source: ['aws.codepipeline'], detailType: [detailType], ...(detail && { detail }) },
      targets: [new FunctionTarget(this.function)],
    });
  }

  /** What it reads, writes once, and signs with; it can delete nothing and change nothing. */
  private permissions(application: string, region: string, { bucket, key }: EvidenceBucket): PolicyStatement[] {
    return [
      new PolicyStatement({
        sid: 'ReadExecutions',
        actions: ['codepipeline:GetPipelineExecution', 'codepipeline:ListActionExecutions'],
        resources: [`arn:${Aws.PARTITION}:codepipeline:${region}:${Aws.ACCOUNT_ID}:${application}`],
      }),
      new PolicyStatement({
        sid: 'ReadAndAddEvidence',
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [`${RELEASES_PREFIX}*`, `${CHAIN_PREFIX}*`, publicKeyKey('*')].map((keys) =>
          bucket.arnForObjects(keys),
        ),
      }),
      new PolicyStatement({ sid: 'ListEvidence', actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
      new PolicyStatement({
        sid: 'UseEvidenceKey',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [key.keyArn],
      }),
      new PolicyStatement({
        sid: 'Sign',
        actions: ['kms:Sign', 'kms:GetPublicKey'],
        resources: [this.signingKey.keyArn],
      }),
      // By Lambda, after the last attempt has failed.
      new PolicyStatement({
        sid: 'SendDeadLetters',
        actions: ['sqs:SendMessage'],
        resources: [this.deadLetters.queueArn],
      }),
    ];
  }
}
