import { CfnOutput, type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
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

/** The zero-trust data stack of one target. */
export class DataStack extends Stack {
  private readonly zones: readonly string[];

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    this.zones = props.zones;
    const { environment, account, data } = props;
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
    const rotation = new KeyRingRotation(this, 'KeyRingRotation', { ...props, network, keys, keyRing });
    const processing = new Processing(this, 'Processing', { ...props, network, keys, keyRing });
    const storage = new Storage(this, 'Storage', { ...props, dataKey: keys.data });
    storage.notify(processing.workload.function, INCOMING_PREFIX);
    new Audit(this, 'Audit', { ...props, logsKey: keys.logs, accessLogs: storage.accessLogs });
    new Alarms(this, 'Alarms', {
      environment,
      account,
      region: props.region,
      logsKey: keys.logs,
      functions: [processing.workload, rotation.rotator],
      keys: [keys.data, keys.logs, keys.secrets],
      secretArn: keyRing.secretArn,
      email: props.alarmEmail,
    });

    new CfnOutput(this, RETENTION_OUTPUT, { value: data, description: 'Whether the data survives this stack' });
    encryptHelperLogs(this, {
      environment,
      logsKey: keys.logs,
      removalPolicy,
      retentionDays: props.logRetentionDays,
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
