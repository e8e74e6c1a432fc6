import { Aws, Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnRotationSchedule, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { rotationFunctionName } from '../../contract/names';
import type { Alarms } from './alarms';
import type { Network } from './network';
import type { DataRetention } from './retention';
import { WorkloadFunction } from './workload-function';

/** What makes the rotation. */
export interface KeyRingRotationProps {
  readonly environment: string;
  readonly region: string;
  readonly network: Network;
  readonly keys: { readonly data: IKey; readonly logs: IKey; readonly secrets: IKey };
  readonly keyRing: ISecret;
  readonly alarms: Alarms;
  readonly data: DataRetention;
  /** Days that log groups keep their events. */
  readonly logRetentionDays: number;
  readonly reservedConcurrency?: number | undefined;
}

/** Adds a key to the key ring every 90 days, by a function of ours inside the VPC (ZT-10). */
export class KeyRingRotation extends Construct {
  readonly rotator: WorkloadFunction;

  constructor(scope: Construct, id: string, props: KeyRingRotationProps) {
    super(scope, id);
    this.rotator = this.rotatorOf(props);
    const permission = new CfnPermission(this, 'MayInvoke', {
      action: 'lambda:InvokeFunction',
      functionName: this.rotator.function.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Aws.ACCOUNT_ID,
    });
    const schedule = new CfnRotationSchedule(this, 'Schedule', {
      secretId: props.keyRing.secretArn,
      rotationLambdaArn: this.rotator.function.functionArn,
      rotationRules: { automaticallyAfterDays: 90 },
      rotateImmediatelyOnUpdate: true,
    });
    // The first rotation runs the moment the schedule exists and needs all of these; the schedule names the function itself.
    const around = this.rotator.node.children.filter((child) => child !== this.rotator.function);
    schedule.node.addDependency(permission, props.network, ...around);
  }

  private rotatorOf(props: KeyRingRotationProps): WorkloadFunction {
    const { environment, region, keys, keyRing } = props;
    const rotator = new WorkloadFunction(this, 'Rotator', {
      ...props,
      functionName: rotationFunctionName(environment),
      entry: 'functions/rotate-key-ring/index.ts',
      description: 'Adds a key to the key ring and drops none',
      timeout: Duration.minutes(1),
      memorySize: 256,
    });
    rotator.permissions.addStatements(
      new PolicyStatement({
        sid: 'RotateKeyRing',
        actions: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        resources: [keyRing.secretArn],
      }),
      new PolicyStatement({
        sid: 'UseSecretsKeyThroughSecretsManager',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [keys.secrets.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` } },
      }),
    );
    return rotator;
  }
}
