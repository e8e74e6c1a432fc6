import { describe, expect, test } from '@jest/globals';
import { CallRefused } from '../../lib/aws/call-refused';
import { UserError } from '../../lib/ground/user-error';
import type { Check } from '../../lib/validation/check';
import { CHECKS } from '../../lib/validation/checks';
import { validate } from '../../lib/validation/validate';
import { ASKED, answersOf, CONTEXT, HEALTHY, look, statement, withoutKeyOf } from './_helpers/look';
import { FakeCloud, FUNCTION_GROUP, fakeClock, healthyWorld, KEY_ARN, TARGET, type World } from './fake-cloud';

describe('a healthy target', () => {
  test('passes every check, for every log group', async () => {
    const { report } = await look();
    expect(report.summary).toEqual({ pass: HEALTHY, fail: 0, cannotTell: 0 });
    expect(new Set(report.results.map(({ check }) => check))).toEqual(new Set(ASKED.map(({ id }) => id)));
    expect(report.results.filter(({ subject }) => subject === '/data/dev/trail')).toHaveLength(7);
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
      world.groups.push(
        { name: '/aws/lambda/data-processing-dev2' },
        { name: '/data/development/x' },
        { name: '/aws/lambda/data-processing-dev--prod' },
      );
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
    expect(report.summary).toEqual({ pass: 255, fail: 0, cannotTell: 6 });
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
