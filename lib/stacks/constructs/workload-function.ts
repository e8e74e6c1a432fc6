import { Aspects, type Duration } from 'aws-cdk-lib';
import { Effect, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  ApplicationLogLevel,
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadLettersOf, functionRoleName } from '../../contract/names';
import type { Alarms } from './alarms';
import { bundledHandler } from './bundled-handler';
import { EncryptedLogGroup } from './encrypted-log-group';
import { EncryptedQueue, KEPT_LETTERS } from './encrypted-queue';
import type { Network } from './network';
import { type DataRetention, removalPolicyFor } from './retention';

/** What makes a function that runs in a target's network. */
export interface WorkloadFunctionProps {
  readonly functionName: string;
  /** The handler's source, for example `functions/data-processing/index.ts`. */
  readonly entry: string;
  readonly description: string;
  readonly region: string;
  readonly network: Pick<Network, 'vpc' | 'workloadSecurityGroup'>;
  readonly keys: { readonly data: IKey; readonly logs: IKey };
  readonly alarms: Alarms;
  readonly data: DataRetention;
  /** Days that log groups keep their events. */
  readonly logRetentionDays: number;
  readonly timeout: Duration;
  readonly memorySize: number;
  /** Holds no secret: Lambda decrypts it from outside the VPC (ZT-09). @default - none */
  readonly variables?: Readonly<Record<string, string>>;
  /** Of Lambda's concurrency. @default - none; new accounts have a quota of ten and refuse to reserve */
  readonly reservedConcurrency?: number | undefined;
}

/**
 * A function inside the VPC with its own encrypted log group, role, managed policy and dead-letter queue (ZT-07).
 *
 * Grants go to `permissions`, so that no role has an inline policy.
 */
export class WorkloadFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  readonly permissions: ManagedPolicy;
  readonly deadLetters: IQueue;
  readonly name: string;
  private readonly denials: PolicyStatement[] = [];

  constructor(scope: Construct, id: string, props: WorkloadFunctionProps) {
    super(scope, id);
    this.name = props.functionName;
    const logGroup = new EncryptedLogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${props.functionName}`,
      encryptionKey: props.keys.logs,
      removalPolicy: removalPolicyFor(props.data),
      retentionDays: props.logRetentionDays,
    });
    this.role = new Role(this, 'Role', {
      roleName: functionRoleName(props.functionName, props.region),
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Runs ${props.functionName}`,
    });
    this.permissions = new ManagedPolicy(this, 'Permissions', {
      managedPolicyName: functionRoleName(props.functionName, props.region),
      description: `What ${props.functionName} may do`,
      roles: [this.role],
    });
    this.endWithDenials();
    // Letters hold data: where that is kept they are, with the policy that guards them (ZT-15).
    this.deadLetters = new EncryptedQueue(this, 'DeadLetters', {
      queueName: deadLettersOf(props.functionName),
      dataKey: props.keys.data,
      data: props.data,
      retentionPeriod: KEPT_LETTERS,
    });
    this.function = this.functionOf(props, logGroup);
    this.function.node.addDependency(this.permissions);
    logGroup.grantWrite(this.permissions);
    this.grant(props);
    // No function here becomes somebody else, whichever role somewhere may trust this one.
    this.deny('RefuseOtherRoles', { actions: ['sts:AssumeRole'], resources: ['*'] });
    props.alarms.watch(this);
  }

  /** Adds an explicit Deny, which no other policy of the role can undo (ZT-09). */
  deny(sid: string, statement: { actions: string[]; resources: string[]; conditions?: Record<string, unknown> }): void {
    this.denials.push(new PolicyStatement({ sid, effect: Effect.DENY, ...statement }));
  }

  /** Denials come last, whatever is granted after them: cdk-nag takes one of all actions for a grant where an Allow follows it. */
  private endWithDenials(): void {
    Aspects.of(this.permissions).add({
      visit: (node) => {
        if (node === this.permissions) this.permissions.addStatements(...this.denials.splice(0));
      },
    });
  }

  private functionOf(props: WorkloadFunctionProps, logGroup: EncryptedLogGroup): LambdaFunction {
    return new LambdaFunction(this, 'Function', {
      functionName: props.functionName,
      description: props.description,
      code: bundledHandler(props.entry),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      role: Role.fromRoleArn(this, 'RoleByArn', this.role.roleArn, { mutable: false }),
      vpc: props.network.vpc,
      securityGroups: [props.network.workloadSecurityGroup],
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.INFO,
      deadLetterQueue: this.deadLetters,
      timeout: props.timeout,
      memorySize: props.memorySize,
      environment: { ...props.variables },
      ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: props.reservedConcurrency }),
    });
  }

  /** What Lambda itself does with the role: no release sends a dead letter or makes a network interface of its own. */
  private grant({ keys, region }: WorkloadFunctionProps): void {
    this.permissions.addStatements(
      new PolicyStatement({
        sid: 'SendDeadLetters',
        actions: ['sqs:SendMessage'],
        resources: [this.deadLetters.queueArn],
      }),
      new PolicyStatement({
        sid: 'UseDataKeyThroughSqs',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [keys.data.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `sqs.${region}.amazonaws.com` } },
      }),
      new PolicyStatement({
        sid: 'NetworkInterfaces',
        actions: [
          'ec2:CreateNetworkInterface',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSubnets',
          'ec2:DeleteNetworkInterface',
          'ec2:AssignPrivateIpAddresses',
          'ec2:UnassignPrivateIpAddresses',
        ],
        resources: ['*'],
      }),
    );
  }
}
