import { type Estate, PAGE } from './estate';

/** A refusal in AWS's words. */
export class StubError extends Error {
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

type Input = Readonly<Record<string, unknown>>;

/** An entry and the token that leads on; tokens are good for the very question they answered only. */
const pageOf = <T>(
  all: readonly T[],
  input: Input,
  question: string,
): { readonly items: readonly T[]; readonly nextToken?: string } => {
  const limit = input['limit'] ?? PAGE;
  if (typeof limit !== 'number' || limit < 1 || limit > PAGE) {
    throw new StubError('InvalidParameterException', `limit must be between 1 and ${PAGE}, got ${limit}`);
  }
  const start = startOf(input['nextToken'], question);
  const end = start + limit;
  return { items: all.slice(start, end), ...(end < all.length && { nextToken: `${end}@${question}` }) };
};

const startOf = (token: unknown, question: string): number => {
  if (token === undefined) return 0;
  const [, start, asked] = /^(\d+)@(.*)$/s.exec(String(token)) ?? [];
  if (asked !== question)
    throw new StubError('InvalidParameterException', `the specified nextToken is invalid: ${token}`);
  return Number(start);
};

/** When groups and keys were made; all streams are younger. */
const CREATED = Date.parse('2026-01-01T00:00:00Z');
const DAY = 86_400_000;

const keyPolicy = ({ account, region }: Estate): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' },
      {
        Sid: 'Enable CloudWatch Logs',
        Effect: 'Allow',
        Principal: { Service: `logs.${region}.amazonaws.com` },
        Action: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:CreateGrant',
          'kms:DescribeKey',
        ],
        Resource: '*',
        Condition: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${account}:log-group:*` },
        },
      },
    ],
  });

/** What the stub answers, by operation; times as the JSON protocols have them. */
export const answersFrom = (estate: Estate): Readonly<Record<string, (input: Input) => object>> => {
  const { account, region, environment, keys, groups } = estate;
  const byName = new Map(groups.map((group) => [group.name, group]));
  const sorted = [...groups].sort((one, other) => (one.name < other.name ? -1 : 1));
  const aliases = new Map(
    ['logs', 'data', 'secrets'].map((purpose, index) => [
      `alias/data-${purpose}-${environment}`,
      keys[Math.min(index, keys.length - 1)] ?? '',
    ]),
  );
  const policy = keyPolicy(estate);

  const key = (input: Input): string => {
    const id = String(input['KeyId']);
    const arn = aliases.get(id) ?? id;
    if (keys.includes(arn)) return arn;
    throw new StubError('NotFoundException', `Key '${id}' does not exist`);
  };

  return {
    DescribeLogGroups: (input) => {
      const prefix = String(input['logGroupNamePrefix'] ?? '');
      const found = sorted.filter(({ name }) => name.startsWith(prefix));
      const { items, nextToken } = pageOf(found, input, prefix);
      return {
        logGroups: items.map(({ name, key: kmsKeyId }) => ({
          logGroupName: name,
          kmsKeyId,
          retentionInDays: 90,
          creationTime: CREATED + DAY,
          storedBytes: 0,
          arn: `arn:aws:logs:${region}:${account}:log-group:${name}:*`,
          metricFilterCount: 0,
        })),
        nextToken,
      };
    },

    DescribeSubscriptionFilters: () => ({ subscriptionFilters: [] }),

    DescribeLogStreams: (input) => {
      const name = String(input['logGroupName']);
      const group = byName.get(name);
      if (!group) throw new StubError('ResourceNotFoundException', 'The specified log group does not exist.');
      const { items, nextToken } = pageOf(range(group.streams), input, name);
      return {
        logStreams: items.map((index) => ({
          logStreamName: `2026/02/01/[$LATEST]${String(index).padStart(32, '0')}`,
          creationTime: CREATED + 31 * DAY,
          firstEventTimestamp: CREATED + 31 * DAY,
          storedBytes: 0,
          arn: `arn:aws:logs:${region}:${account}:log-group:${name}:log-stream:${index}`,
        })),
        nextToken,
      };
    },

    DescribeKey: (input) => {
      const Arn = key(input);
      const times = { CreationDate: CREATED / 1000 };
      const state = { KeyState: 'Enabled', Enabled: true, KeyManager: 'CUSTOMER', KeySpec: 'SYMMETRIC_DEFAULT' };
      return { KeyMetadata: { Arn, KeyId: Arn.split('/')[1], AWSAccountId: account, ...times, ...state } };
    },
    GetKeyPolicy: (input) => ({ Policy: policy, PolicyName: key(input) && 'default' }),
    GetKeyRotationStatus: (input) => ({ KeyId: key(input), KeyRotationEnabled: true, RotationPeriodInDays: 90 }),
    ListGrants: (input) => ({ Grants: [], Truncated: key(input) === '' }),
    LookupEvents: () => ({ Events: [] }),
  };
};

const range = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);
