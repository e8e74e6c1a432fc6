import type { Clock } from '../../lib/validation/clock';
import {
  CallRefused,
  type Cloud,
  type DescribedStack,
  type Invocation,
  type Key,
  type KeyRotation,
  type LogEvent,
  type LogGroup,
} from '../../lib/validation/cloud';
import type { Target } from '../../lib/validation/deployed-target';

export const TARGET: Target = { environment: 'dev', account: '222222222222', region: 'us-east-1' };
export const KEY_ARN = 'arn:aws:kms:us-east-1:222222222222:key/0d6f';
export const FUNCTION_GROUP = '/aws/lambda/data-processing-dev';
const CONTEXT = 'kms:EncryptionContext:aws:logs:arn';

export const KEY: Key = { arn: KEY_ARN, account: TARGET.account, manager: 'CUSTOMER', state: 'Enabled' };

export const logsStatement = {
  Sid: 'Enable CloudWatch Logs',
  Effect: 'Allow',
  Principal: { Service: 'logs.us-east-1.amazonaws.com' },
  Action: [
    ...['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
    ...['kms:CreateGrant', 'kms:DescribeKey'],
  ],
  Resource: '*',
  Condition: { ArnLike: { [CONTEXT]: 'arn:aws:logs:us-east-1:222222222222:log-group:*' } },
};

const accountStatement = {
  Sid: 'Account',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::222222222222:root' },
  Action: 'kms:*',
  Resource: '*',
};

export const keyPolicy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [accountStatement, ...statements] });

/** What is deployed; tests change what they are about. */
export interface World {
  callerArn: string;
  groups: LogGroup[];
  key: Key | undefined;
  policy: string;
  rotation: KeyRotation;
  stack: DescribedStack | undefined;
  invocation: (payload: string) => Invocation | undefined;
  /** Looks at the log before the event is there. */
  lateness: number;
  /** Does the function's log line arrive at all? */
  delivers: boolean;
  /** Permissions the caller lacks. */
  refused: string[];
  pageSize: number;
}

const group = (name: string): LogGroup => ({ name, kmsKeyArn: KEY_ARN, retentionInDays: 90 });

export const healthyWorld = (): World => ({
  callerArn: 'arn:aws:sts::222222222222:assumed-role/delivery-validation-dev-us-east-1/delivery-validation',
  groups: [group(FUNCTION_GROUP), group('/data/dev/flow-logs'), group('/data/dev/trail')],
  key: KEY,
  policy: keyPolicy(logsStatement),
  rotation: { enabled: true, periodInDays: 90 },
  stack: { protected: true, outputs: { DataRetention: 'retained' } },
  invocation: (payload) => ({ payload: JSON.stringify({ probe: JSON.parse(payload).id }) }),
  lateness: 2,
  delivers: true,
  refused: [],
  pageSize: 50,
});

/** A cloud that shows a world, and the calls that were made of it. */
export class FakeCloud implements Cloud {
  readonly calls: string[] = [];
  private probes: string[] = [];
  private looks = 0;

  constructor(private readonly world: World) {}

  async callerArn(): Promise<string> {
    this.ask('sts:GetCallerIdentity');
    return this.world.callerArn;
  }

  async logGroups(prefix: string, nextToken: string | undefined) {
    this.ask('logs:DescribeLogGroups');
    const { groups, pageSize } = this.world;
    return page(
      groups.filter(({ name }) => name.startsWith(prefix)),
      pageSize,
      nextToken,
    );
  }

  async key(id: string): Promise<Key | undefined> {
    this.ask('kms:DescribeKey');
    if (id !== 'alias/data-logs-dev') throw new Error(`asked for key ${id}`);
    return this.world.key;
  }

  async keyPolicy(): Promise<string> {
    this.ask('kms:GetKeyPolicy');
    return this.world.policy;
  }

  async keyRotation(): Promise<KeyRotation> {
    this.ask('kms:GetKeyRotationStatus');
    return this.world.rotation;
  }

  async stack(name: string) {
    this.ask('cloudformation:DescribeStacks');
    if (name !== 'data-dev') throw new Error(`asked for stack ${name}`);
    return this.world.stack;
  }

  async invoke(_functionName: string, payload: string): Promise<Invocation | undefined> {
    this.ask('lambda:InvokeFunction');
    this.probes = [...this.probes, JSON.parse(payload).id];
    return this.world.invocation(payload);
  }

  async logEvents(_group: string, containing: string, _since: number, nextToken: string | undefined) {
    this.ask('logs:FilterLogEvents');
    this.looks += nextToken === undefined ? 1 : 0;
    if (this.looks <= this.world.lateness) return this.looks === 1 ? undefined : { items: [] };
    const events: readonly LogEvent[] = this.probes
      .filter((id) => this.world.delivers && id === containing)
      .map((id) => ({ stream: '2026/01/01/[$LATEST]f00', message: `validation probe ${id}`, ingestionTime: 0 }));
    return nextToken === undefined ? { items: [], nextToken: 'more' } : { items: events };
  }

  private ask(action: string): void {
    this.calls.push(action);
    if (this.world.refused.includes(action)) throw new CallRefused(action, 'the caller is not authorized');
  }
}

const page = <T>(all: readonly T[], size: number, token: string | undefined) => {
  const start = Number(token ?? 0);
  const items = all.slice(start, start + size);
  return { items, ...(start + size < all.length && { nextToken: String(start + size) }) };
};

/** A clock that stands still but while somebody sleeps. */
export const fakeClock = (): Clock & { readonly slept: readonly number[] } => {
  const slept: number[] = [];
  return {
    slept,
    now: () => Date.parse('2026-01-01T00:00:00Z') + slept.reduce((sum, pause) => sum + pause, 0),
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
    },
  };
};
