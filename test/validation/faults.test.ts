import { describe, expect, test } from '@jest/globals';
import { answersOf, CONTEXT, firstGroup, OTHER_KEY, statement, withoutKeyOf } from './_helpers/look';
import { FUNCTION_GROUP, KEY, KEY_ARN, keyPolicy, logsStatement, type World } from './fake-cloud';

interface Fault {
  readonly fault: string;
  readonly check: string;
  readonly change: (world: World) => void;
  readonly because: string;
}

const faults: readonly Fault[] = [
  {
    fault: 'a log group without key',
    check: 'log-groups-encrypted',
    change: withoutKeyOf(FUNCTION_GROUP),
    because: 'encrypted with no key of ours',
  },
  {
    fault: 'a log group with another key',
    check: 'log-groups-encrypted',
    change: firstGroup({ kmsKeyArn: OTHER_KEY }),
    because: OTHER_KEY,
  },
  {
    fault: 'a logs key without alias',
    check: 'log-groups-encrypted',
    change: (world) => {
      world.keys['alias/data-logs-dev'] = undefined;
    },
    because: 'alias/data-logs-dev does not exist',
  },
  {
    fault: 'no log group',
    check: 'log-groups-encrypted',
    change: (world) => {
      world.groups = [];
    },
    because: 'nothing was checked',
  },
  {
    fault: '30 days of retention',
    check: 'log-groups-retention',
    change: firstGroup({ retentionInDays: 30 }),
    because: '30 days',
  },
  {
    fault: 'retention without end',
    check: 'log-groups-retention',
    change: (world) => {
      world.groups = [{ name: FUNCTION_GROUP, kmsKeyArn: KEY_ARN }];
    },
    because: 'for ever',
  },
  ...['key-state', 'key-rotation', 'logs-key-policy'].map((check) => ({
    fault: 'no logs key',
    check,
    change: (world: World) => {
      world.keys['alias/data-logs-dev'] = undefined;
    },
    because: 'no key has the alias alias/data-logs-dev',
  })),
  ...(
    [
      ['a disabled key', { state: 'Disabled' }, 'state Disabled'],
      ['a key pending deletion', { state: 'PendingDeletion' }, 'state PendingDeletion'],
      ['a key managed by AWS', { manager: 'AWS' }, 'managed by AWS'],
      ['a key of another account', { account: '333333333333' }, 'lies outside'],
      ['a key of another region', { arn: KEY_ARN.replace('us-east-1', 'eu-west-1') }, 'lies outside'],
    ] as const
  ).map(([fault, change, because]) => ({
    fault,
    check: 'key-state',
    change: (world: World) => {
      world.keys['alias/data-logs-dev'] = { ...KEY, ...change };
    },
    because,
  })),
  ...(
    [
      ['no rotation', { enabled: false, periodInDays: 90 }, 'does not rotate'],
      ['rotation every 91 days', { enabled: true, periodInDays: 91 }, 'every 91 days'],
      ['rotation every 89 days', { enabled: true, periodInDays: 89 }, 'every 89 days'],
      ['rotation without period', { enabled: true }, 'unnamed period'],
    ] as const
  ).map(([fault, rotation, because]) => ({
    fault,
    check: 'key-rotation',
    change: (world: World) => {
      world.rotation = rotation;
    },
    because,
  })),
  ...(
    [
      ['a key that does not let CloudWatch Logs in', keyPolicy(), 'no statement allows it'],
      [
        'a key for another region',
        statement({ Principal: { Service: 'logs.eu-west-1.amazonaws.com' } }),
        'no statement',
      ],
      [
        'a key for one group only',
        statement({ Condition: { ArnEquals: { [CONTEXT]: 'arn:aws:logs:us-east-1:222222222222:log-group:x' } } }),
        'no statement',
      ],
      [
        'a key without kms:ReEncrypt*',
        statement({ Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*', 'kms:DescribeKey'] }),
        'kms:ReEncryptFrom',
      ],
      [
        'a key with a Deny',
        keyPolicy(logsStatement, { Sid: 'Shut', Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }),
        '"Shut" denies it',
      ],
      [
        'a key for every account',
        statement({ Condition: { ArnLike: { [CONTEXT]: 'arn:aws:logs:us-east-1:*:log-group:*' } } }),
        'leaves the account open',
      ],
      ['a key without condition', statement({ Condition: undefined }), 'for every account in (kms:Encrypt)'],
      [
        'a key open without context',
        statement({ Condition: { ArnLikeIfExists: { [CONTEXT]: 'arn:aws:logs:us-east-1:222222222222:log-group:*' } } }),
        'holds for a request without',
      ],
    ] as const
  ).map(([fault, policy, because]) => ({
    fault,
    check: 'logs-key-policy',
    change: (world: World) => {
      world.policies[KEY_ARN] = policy;
    },
    because,
  })),
  ...(
    [
      ['no function', () => undefined, 'does not exist'],
      ['a function that throws', () => ({ payload: '{"errorMessage":"boom"}', error: 'Unhandled' }), 'boom'],
      ['a function that answers something else', () => ({ payload: '{"probe":"x"}' }), 'not with its id'],
      ['a function that answers no JSON', () => ({ payload: 'hello' }), 'answered the probe with hello'],
      ['a function that answers null', () => ({ payload: 'null' }), 'answered the probe with null'],
    ] as const
  ).map(([fault, invocation, because]) => ({
    fault,
    check: 'log-stream-fresh',
    change: (world: World) => {
      world.invocation = invocation;
    },
    because,
  })),
  {
    fault: 'a log line that never arrives',
    check: 'log-stream-fresh',
    change: (world) => {
      world.delivers = false;
    },
    because: 'did not arrive within 120 s',
  },
];

describe('a fault', () => {
  test.each(faults)('fails $check: $fault', async ({ check, change, because }) => {
    const failed = (await answersOf(check, change)).filter(({ status }) => status === 'fail');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed[0]).toMatchObject({ because: expect.stringContaining(because), fix: expect.stringMatching(/\w{3}/) });
  });

  test('leaves the other log groups their pass', async () => {
    const answers = await answersOf('log-groups-encrypted', withoutKeyOf(FUNCTION_GROUP));
    expect(answers.map(({ status }) => status)).toEqual(['fail', 'pass', 'pass']);
  });
});
