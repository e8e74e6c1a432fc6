import { describe, expect, test } from '@jest/globals';
import { STACK_POLICY } from '../../lib/contract/stack-policy';
import { parseValidationReport, type ValidationResult } from '../../lib/contract/validation-report';
import { UserError } from '../../lib/ground/user-error';
import type { Check } from '../../lib/validation/check';
import { CHECKS } from '../../lib/validation/checks';
import { CallRefused } from '../../lib/validation/cloud/api';
import { validate } from '../../lib/validation/validate';
import {
  FakeCloud,
  FUNCTION_GROUP,
  fakeClock,
  healthyWorld,
  KEY,
  KEY_ARN,
  keyPolicy,
  logsStatement,
  TARGET,
  type World,
} from './fake-cloud';

const look = async (change: (world: World) => void = () => {}, checks: readonly Check[] = CHECKS) => {
  const world = healthyWorld();
  change(world);
  const cloud = new FakeCloud(world);
  const clock = fakeClock();
  const report = await validate(TARGET, { cloud, clock, checks });
  expect(parseValidationReport(JSON.parse(JSON.stringify(report)))).toEqual(report);
  return { report, cloud, clock };
};

const answersOf = async (check: string, change?: (world: World) => void): Promise<readonly ValidationResult[]> =>
  (
    await look(
      change,
      CHECKS.filter(({ id }) => id === check),
    )
  ).report.results;

/** What is asked where the release's templates are not at hand, and how often it passes on a healthy target. */
const ASKED = CHECKS.filter(({ needsRelease }) => !needsRelease);
const HEALTHY = 234;

const OTHER_KEY = KEY_ARN.replace('0d6f', 'beef');
const CONTEXT = 'kms:EncryptionContext:aws:logs:arn';
const statement = (change: object): string => keyPolicy({ ...logsStatement, ...change });
const firstGroup = (change: object) => (world: World) => {
  world.groups = world.groups.map((group, index) => (index === 0 ? { ...group, ...change } : group));
};
const withoutKeyOf = (name: string) => (world: World) => {
  world.groups = world.groups.map((group) => (group.name === name ? { name, retentionInDays: 90 } : group));
};

describe('a healthy target', () => {
  test('passes every check, for every log group', async () => {
    const { report } = await look();
    expect(report.summary).toEqual({ pass: HEALTHY, fail: 0, cannotTell: 0 });
    expect(new Set(report.results.map(({ check }) => check))).toEqual(new Set(ASKED.map(({ id }) => id)));
    expect(report.results.filter(({ subject }) => subject === '/data/dev/trail')).toHaveLength(6);
  });

  test('is asked each thing once, although several checks want it', async () => {
    const asked: string[] = [];
    const cloud = new Proxy(new FakeCloud({ ...healthyWorld(), lateness: 0 }), {
      get: (held, method) => {
        const answer: unknown = Reflect.get(held, method);
        if (typeof answer !== 'function') return answer;
        return (...args: readonly unknown[]) => {
          asked.push(`${String(method)} ${JSON.stringify(args)}`);
          return answer.apply(held, args);
        };
      },
    });
    await validate(TARGET, { cloud, clock: fakeClock() });
    const again = asked.filter((call, index) => asked.indexOf(call) !== index);
    expect({ again, enough: asked.length > 80 }).toEqual({ again: [], enough: true });
  });

  test('is read to its last page', async () => {
    const groups = Array.from({ length: 120 }, (_, index) => `/data/dev/g${String(index).padStart(3, '0')}`);
    const answers = await answersOf('log-groups-encrypted', (world) => {
      world.groups = groups.map((name) => ({ name, kmsKeyArn: KEY_ARN, retentionInDays: 90 }));
      withoutKeyOf('/data/dev/g119')(world);
    });
    expect(answers).toHaveLength(120);
    expect(answers.filter(({ status }) => status === 'fail').map(({ subject }) => subject)).toEqual(['/data/dev/g119']);
  });

  test('is not blamed for another environment whose name only begins like its own', async () => {
    const { report } = await look((world) => {
      world.groups.push({ name: '/aws/lambda/data-processing-dev2' }, { name: '/data/development/x' });
    });
    expect(report.summary.fail).toBe(0);
  });

  test('is blamed for an extra log group under its own name', async () => {
    const answers = await answersOf('log-groups-encrypted', (world) => {
      world.groups.push({ name: '/aws/lambda/data-processing-dev-extra' });
    });
    expect(answers.map(({ status, subject }) => `${status} ${subject}`)).toContain(
      'fail /aws/lambda/data-processing-dev-extra',
    );
  });
});

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
        'a key without kms:CreateGrant',
        statement({
          Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        }),
        'kms:CreateGrant',
      ],
      [
        'a key with a Deny',
        keyPolicy(logsStatement, { Sid: 'Shut', Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }),
        '"Shut" denies it',
      ],
      [
        'a key for every account',
        statement({ Condition: { ArnLike: { [CONTEXT]: 'arn:aws:logs:us-east-1:*:log-group:*' } } }),
        'another account',
      ],
      ['a key without condition', statement({ Condition: undefined }), 'another account'],
      [
        'a key open without context',
        statement({ Condition: { ArnLikeIfExists: { [CONTEXT]: 'arn:aws:logs:us-east-1:222222222222:log-group:*' } } }),
        'names no log group',
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

describe('a check that cannot look', () => {
  test.each([
    ['log-groups-encrypted', 'logs:DescribeLogGroups'],
    ['log-groups-encrypted', 'kms:DescribeKey'],
    ['log-groups-retention', 'logs:DescribeLogGroups'],
    ['key-state', 'kms:DescribeKey'],
    ['key-rotation', 'kms:GetKeyRotationStatus'],
    ['logs-key-policy', 'kms:GetKeyPolicy'],
    ['log-stream-fresh', 'lambda:InvokeFunction'],
    ['log-stream-fresh', 'logs:FilterLogEvents'],
  ])('fails as cannot-tell, naming the permission: %s without %s', async (check, permission) => {
    const answers = await answersOf(check, (world) => {
      world.refused = [permission];
    });
    expect(answers).toEqual([
      expect.objectContaining({ status: 'cannot-tell', because: expect.stringContaining(`permission ${permission}`) }),
    ]);
  });

  test('fails as cannot-tell on a policy condition nobody knows', async () => {
    const answers = await answersOf('logs-key-policy', (world) => {
      world.policies[KEY_ARN] = statement({ Condition: { ArnResembles: { [CONTEXT]: '*' } } });
    });
    expect(answers[0]).toMatchObject({ status: 'cannot-tell', because: expect.stringContaining('ArnResembles') });
  });

  test('fails as cannot-tell on a policy that is no JSON', async () => {
    const answers = await answersOf('logs-key-policy', (world) => {
      world.policies[KEY_ARN] = 'not JSON';
    });
    expect(answers[0]).toMatchObject({ status: 'cannot-tell', because: expect.stringContaining('JSON') });
  });

  test('does not hide the others', async () => {
    const { report } = await look((world) => {
      world.refused = ['kms:GetKeyPolicy'];
    });
    expect(report.summary).toEqual({ pass: 227, fail: 0, cannotTell: 3 });
  });

  test('fails every check when nobody knows which account was reached', async () => {
    const { report } = await look((world) => {
      world.refused = ['sts:GetCallerIdentity'];
    });
    expect(report.summary).toEqual({ pass: 0, fail: 0, cannotTell: ASKED.length });
  });

  test('fails as cannot-tell whatever it throws, also before it began to wait', async () => {
    const broken: Check = {
      id: 'broken',
      requirement: 'ZT-00',
      proves: 'nothing',
      run: () => {
        throw new TypeError('x is not a function');
      },
    };
    const report = await validate(TARGET, {
      cloud: new FakeCloud(healthyWorld()),
      clock: fakeClock(),
      checks: [broken, ...CHECKS],
    });
    expect(report.summary).toEqual({ pass: HEALTHY, fail: 0, cannotTell: 1 });
    expect(report.results[0]).toMatchObject({ check: 'broken', because: 'x is not a function' });
  });

  test('fails at once with credentials of another account', async () => {
    const other = (world: World) => {
      world.callerArn = 'arn:aws:iam::333333333333:root';
    };
    await expect(look(other)).rejects.toThrow(UserError);
    await expect(look(other)).rejects.toThrow('belong to account 333333333333');
  });
});

describe('a log group under a key that the role may not look at', () => {
  const foreign = 'arn:aws:kms:us-east-1:333333333333:key/f0e1';
  const change = (world: World) => {
    world.groups = [...world.groups, { name: '/data/dev/extra', kmsKeyArn: foreign, retentionInDays: 90 }];
    Object.defineProperty(world.keys, foreign, {
      get: () => {
        throw new CallRefused('kms:DescribeKey', 'the key is not ours');
      },
    });
  };

  test.each(['key-state', 'key-rotation', 'key-policies', 'key-grants', 'logs-key-policy', 'log-streams-after-key'])(
    'fails as cannot-tell for that key, and hides none of the others: %s',
    async (check) => {
      const answers = await answersOf(check, change);
      expect(answers.filter(({ status }) => status === 'pass').length).toBeGreaterThanOrEqual(3);
      expect(answers.filter(({ status }) => status !== 'pass')).toEqual([
        expect.objectContaining({ status: 'cannot-tell', because: expect.stringContaining('kms:DescribeKey') }),
      ]);
    },
  );
});

describe('the wait for a fresh event', () => {
  test('backs off, reads every page and names the stream', async () => {
    const { clock, report } = await look((world) => {
      world.lateness = 7;
    });
    expect(clock.slept).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
    expect(report.results.find(({ check }) => check === 'log-stream-fresh')?.subject).toBe(
      `${FUNCTION_GROUP}:2026/01/01/[$LATEST]f00`,
    );
  });

  test('ends at its deadline', async () => {
    const { clock } = await look((world) => {
      world.delivers = false;
    });
    expect(clock.slept.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(120_000);
  });
});

describe('termination-protected', () => {
  const stack = (isProtected: boolean, retention: string | undefined) => (world: World) => {
    world.stacks['data-dev'] = {
      protected: isProtected,
      outputs: retention === undefined ? {} : { DataRetention: retention },
    };
  };

  test.each<[string, string, (world: World) => void]>([
    ['passes for retained data in a protected stack', 'pass', stack(true, 'retained')],
    ['fails for retained data in a stack that can be deleted', 'fail', stack(false, 'retained')],
    ['passes for disposable data, which goes with its stack', 'pass', stack(false, 'disposable')],
    ['fails as cannot-tell when the stack does not say whose data it holds', 'cannot-tell', stack(true, undefined)],
    ['fails without a stack', 'fail', (world) => Object.assign(world.stacks, { 'data-dev': undefined })],
    [
      'fails as cannot-tell without the permission',
      'cannot-tell',
      (world) => world.refused.push('cloudformation:DescribeStacks'),
    ],
  ])('%s (ZT-15)', async (_, status, change) => {
    expect(await answersOf('termination-protected', change)).toMatchObject([{ status }]);
  });
});

describe('state-kept-by-updates', () => {
  const policy = (change: (statements: Record<string, unknown>[]) => void) => (world: World) => {
    const { Statement: statements } = structuredClone(STACK_POLICY) as unknown as {
      Statement: Record<string, unknown>[];
    };
    change(statements);
    world.stackPolicies['data-dev'] = JSON.stringify({ Statement: statements });
  };
  const deny = (element: Record<string, unknown>) => policy(([, statement]) => Object.assign(statement ?? {}, element));

  test.each<[string, string, (world: World) => void]>([
    ['passes for the policy that the pipeline sets', 'pass', () => undefined],
    [
      'passes for disposable data, which goes with its stack',
      'pass',
      (world) => {
        world.stacks['data-dev'] = { protected: false, outputs: { DataRetention: 'disposable' } };
        world.stackPolicies = {};
      },
    ],
    ['passes where nothing is allowed at all', 'pass', policy((statements) => statements.splice(0, 1))],
    ['fails without a policy', 'fail', (world) => Object.assign(world, { stackPolicies: {} })],
    ['fails where the Deny is gone', 'fail', policy((statements) => statements.splice(1, 1))],
    ['fails where replacing is allowed', 'fail', deny({ Action: 'Update:Delete' })],
    [
      'fails where the Deny leaves one resource out',
      'fail',
      deny({ Resource: undefined, NotResource: 'LogicalResourceId/K*' }),
    ],
    [
      'fails where the Deny is about other types',
      'fail',
      deny({ Condition: { StringLike: { ResourceType: 'AWS::EC2::*' } } }),
    ],
    [
      'fails as cannot-tell for a condition nobody knows',
      'cannot-tell',
      deny({ Condition: { Bool: { ResourceType: 'x' } } }),
    ],
    [
      'fails as cannot-tell without the permission',
      'cannot-tell',
      (world) => world.refused.push('cloudformation:GetStackPolicy'),
    ],
  ])('%s (ZT-15)', async (_, status, change) => {
    const answers = await answersOf('state-kept-by-updates', change);
    const worst = ['fail', 'cannot-tell', 'pass'].find((each) => answers.some((answer) => answer.status === each));
    expect(worst).toBe(status);
  });
});
