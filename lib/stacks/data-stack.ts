import { CfnOutput, type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { INCOMING_PREFIX } from '../contract/data-layout';
import { keyAlias, RETENTION_OUTPUT, serviceLogGroupName } from '../contract/names';
import type { JsonObject } from '../ground/json';
import { Alarms } from './constructs/alarms';
import { Audit } from './constructs/audit';
import { EncryptedLogGroup } from './constructs/encrypted-log-group';
import { encryptHelperLogs } from './constructs/helper-functions';
import { KeyRingRotation } from './constructs/key-ring-rotation';
import { KeyRingSecret } from './constructs/key-ring-secret';
import { LogsKey, RotatedKey } from './constructs/keys';
import { Network } from './constructs/network';
import { Processing } from './constructs/processing';
import { type DataRetention, removalPolicyFor } from './constructs/retention';
import { Storage } from './constructs/storage';

/** What one target's data stack is made from. */
export interface DataStackProps extends StackProps {
  /** Qualified, as names have it. */
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly cidr: string;
  readonly zones: readonly string[];
  readonly s3PrefixListId: string;
  readonly data: DataRetention;
  readonly identifierFields: readonly string[];
  readonly tokenKeyId: string;
  readonly reservedConcurrency?: number | undefined;
  /** Whether the trail records the management events of the account's regions; else another one does. */
  readonly managementEvents: 'here' | 'elsewhere';
  /** How long the audit trail is kept. */
  readonly auditRetentionDays: number;
  /** Days that every log group keeps its events. */
  readonly logRetentionDays: number;
  readonly alarmEmail?: string | undefined;
  /** Statements that an organization wants in the policy of every endpoint; they refuse only. */
  readonly endpointDenials: readonly JsonObject[];
}

/** What stands in every target, for whatever is made beside it. */
export interface TargetParts extends DataStackProps {
  readonly network: Network;
  readonly keys: { readonly data: RotatedKey; readonly logs: LogsKey; readonly secrets: RotatedKey };
  readonly alarms: Alarms;
  readonly accessLogs: IBucket;
  readonly audit: Audit;
}

/** The zero-trust data stack of one target. */
export class DataStack extends Stack {
  /** Where what a developer adds stands; the register knows it by this. */
  protected readonly added = new Construct(this, 'Added');
  /** What that is made with. */
  protected readonly parts: TargetParts;
  private readonly zones: readonly string[];

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    this.zones = props.zones;
    const { environment, data } = props;
    const removalPolicy = removalPolicyFor(data);
    const keys = this.keysOf(environment, removalPolicy);
    const network = new Network(this, 'Network', props);
    network.logFlowsTo(
      new EncryptedLogGroup(this, 'FlowLogs', {
        logGroupName: serviceLogGroupName(environment, 'flow-logs'),
        encryptionKey: keys.logs,
        removalPolicy,
        retentionDays: props.logRetentionDays,
      }),
    );
    const keyRing = new KeyRingSecret(this, 'KeyRing', { environment, secretsKey: keys.secrets, removalPolicy });
    const alarms = this.alarmsOf(props, keys, keyRing);
    const parts = { ...props, network, keys, keyRing, alarms };
    new KeyRingRotation(this, 'KeyRingRotation', parts);
    const processing = new Processing(this, 'Processing', parts);
    const storage = new Storage(this, 'Storage', { ...props, dataKey: keys.data });
    storage.notify(processing.workload.function, INCOMING_PREFIX);
    const { accessLogs } = storage;
    const audit = new Audit(this, 'Audit', { ...props, logsKey: keys.logs, accessLogs });
    this.parts = { ...parts, accessLogs, audit };
    // What a developer adds stands here, a line each: CONTRIBUTING.md has the recipes.

    new CfnOutput(this, RETENTION_OUTPUT, { value: data, description: 'Whether the data survives this stack' });
    encryptHelperLogs(this, {
      environment,
      logsKey: keys.logs,
      removalPolicy,
      retentionDays: props.logRetentionDays,
    });
  }

  private alarmsOf(props: DataStackProps, keys: TargetParts['keys'], { secretArn }: KeyRingSecret): Alarms {
    const { environment, account, region, alarmEmail: email } = props;
    const watched = [keys.data, keys.logs, keys.secrets];
    return new Alarms(this, 'Alarms', {
      environment,
      account,
      region,
      logsKey: keys.logs,
      keys: watched,
      secretArn,
      email,
    });
  }

  /** Data, logs and secrets have a key each (ZT-05). */
  private keysOf(environment: string, removalPolicy: RemovalPolicy) {
    const key = (purpose: 'data' | 'logs' | 'secrets', description: string) => ({
      alias: keyAlias(purpose, environment),
      description,
      removalPolicy,
    });
    return {
      data: new RotatedKey(this, 'DataKey', key('data', `Data bucket and dead letters of ${environment}`)),
      logs: new LogsKey(this, 'LogsKey', key('logs', `Log groups of ${environment}`)),
      secrets: new RotatedKey(this, 'SecretsKey', key('secrets', `Secrets of ${environment}`)),
    };
  }

  /** From the configuration: the library would look them up in the account, which a build cannot read (ZT-02). */
  override get availabilityZones(): string[] {
    return [...this.zones];
  }
}
