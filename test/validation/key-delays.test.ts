import { describe, expect, test } from '@jest/globals';
import type { Wait } from '../../lib/validation/calls/patience';
import { CHECKS } from '../../lib/validation/checks';
import { MINUTE } from '../../lib/validation/clock';
import { selectChecks } from '../../lib/validation/select-checks';
import { validate, validateTarget } from '../../lib/validation/validate';
import { withoutKeyOf } from './_helpers/look';
import {
  FakeCloud,
  FUNCTION_GROUP,
  fakeClock,
  healthyWorld,
  KEY_ARN,
  NOW,
  resource,
  TARGET,
  type World,
} from './fake-cloud';

/** Asks a check; `meanwhile` happens to the world when somebody first sleeps. */
const ask = async (check: string, change: (world: World) => void, meanwhile: (world: World) => void = () => {}) => {
  const world = { ...healthyWorld(), lateness: 0 };
  change(world);
  const cloud = new FakeCloud(world);
  const clock = fakeClock();
  const waits: Wait[] = [];
  const callsBefore: number[] = [];
  const sleep = (milliseconds: number) => {
    if (callsBefore.push(cloud.calls.length) === 1) meanwhile(world);
    return clock.sleep(milliseconds);
  };
  const { results } = await validate(TARGET, {
    cloud,
    clock: { now: clock.now, sleep },
    checks: selectChecks(CHECKS, [check]),
    waited: (wait) => waits.push(wait),
  });
  const before = cloud.calls.slice(0, callsBefore[0] ?? 0);
  const answer = results.find(({ subject }) => subject.startsWith(FUNCTION_GROUP)) ?? results[0];
  return { answer, waits, before, slept: clock.slept.reduce((sum, each) => sum + each, 0) };
};

const associated = (minutesAgo: number, logGroupName = FUNCTION_GROUP) => ({
  at: NOW - minutesAgo * MINUTE,
  parameters: { logGroupName, kmsKeyId: KEY_ARN },
});

const began = (minutesAgo: number) => ({ name: `${minutesAgo} minutes ago`, createdAt: NOW - minutesAgo * MINUTE });

/** CloudFormation has changed the function's log group. */
const changed =
  (minutesAgo: number, status = 'UPDATE_COMPLETE') =>
  (world: World) => {
    world.owned['data-dev'] = (world.owned['data-dev'] ?? []).map((resource) =>
      resource.physicalId === FUNCTION_GROUP
        ? { ...resource, status, changedAt: NOW - minutesAgo * MINUTE }
        : { ...resource, changedAt: NOW },
    );
  };

describe('a stream of a log group whose key was associated', () => {
  const asked = (...streams: readonly number[]) =>
    ask('log-streams-after-key', (world) => {
      world.recorded = [associated(20)];
      world.streams[FUNCTION_GROUP] = streams.map(began);
    });

  test.each([19.9, 15.1, 20])('%p minutes ago, 20 after the association, may be unprotected', async (minutes) => {
    const { answer, slept } = await asked(1, minutes);
    expect(answer).toMatchObject({
      status: 'cannot-tell',
      because: expect.stringMatching(
        /^one stream began between 2025-12-31T23:40:00\.000Z, when CloudTrail recorded AssociateKmsKey, and 2025-12-31T23:45:00\.000Z, and may hold .* after up to 5 minutes: https:.*delete-log-stream/,
      ),
    });
    expect(slept).toBe(0);
  });

  test('five minutes before it began is protected', async () => {
    expect((await asked(15, 1)).answer?.status).toBe('pass');
  });

  test('after it began is not, whatever began later', async () => {
    expect((await asked(21, 19, 1)).answer).toMatchObject({
      status: 'fail',
      because: expect.stringContaining('one stream began before 2025-12-31T23:40:00.000Z'),
    });
  });
});

describe('an association that CloudTrail does not tell of yet', () => {
  const unprotected = (change: (world: World) => void) =>
    ask(
      'log-streams-after-key',
      (world) => {
        world.streams[FUNCTION_GROUP] = [began(3)];
        change(world);
      },
      (world) => {
        world.recorded = [associated(1)];
      },
    );

  test('is waited for where an update of the stack may have made it', async () => {
    const { answer, waits, slept, before } = await unprotected(changed(1));
    expect(answer?.status).toBe('fail');
    expect(slept).toBe(4 * MINUTE);
    expect(before).not.toContain('cloudtrail:LookupEvents');
    expect(waits).toEqual([
      {
        permission: 'cloudtrail:LookupEvents',
        seconds: 240,
        because: expect.stringMatching(/event history after up to 5 minutes: https:/),
      },
    ]);
  });

  test.each([
    ['the stack has only made the group', changed(1, 'CREATE_COMPLETE')],
    ['the update was five minutes ago', changed(5)],
  ])('is not waited for where %s', async (_, change) => {
    const { answer, waits, slept } = await unprotected(change);
    expect([answer?.status, waits, slept]).toEqual(['pass', [], 0]);
  });

  test('is waited for no longer than that, although our clock is behind', async () => {
    expect((await unprotected(changed(-3))).slept).toBe(5 * MINUTE);
  });
});

describe('the fresh event', () => {
  test('is written when the key of its group has taken effect', async () => {
    const { answer, waits, before } = await ask('log-stream-fresh', (world) => {
      world.recorded = [associated(2)];
    });
    expect(answer?.status).toBe('pass');
    expect(before).not.toContain('lambda:InvokeFunction');
    expect(waits).toEqual([
      {
        permission: 'lambda:InvokeFunction',
        seconds: 180,
        because: expect.stringMatching(/^a key that an existing log group is given.* after up to 5 minutes: https:/),
      },
    ]);
  });

  test.each([
    ['it has taken effect', [associated(5)]],
    ['another group was given one', [associated(1, '/data/dev/trail')]],
    ['nobody was given any', []],
  ])('is written at once where %s', async (_, recorded) => {
    const { answer, waits } = await ask('log-stream-fresh', (world) => {
      world.recorded = recorded;
    });
    expect([answer?.status, waits]).toEqual(['pass', []]);
  });
});

describe('a log group without its key', () => {
  const without = (change: (world: World) => void, meanwhile: (world: World) => void) =>
    ask(
      'log-groups-encrypted',
      (world) => {
        withoutKeyOf(FUNCTION_GROUP)(world);
        change(world);
      },
      meanwhile,
    );
  const shown = (world: World) => {
    world.groups = healthyWorld().groups;
  };

  test('is asked again when an update of its stack has surely taken effect', async () => {
    const { answer, waits } = await without(changed(1), shown);
    expect(answer?.status).toBe('pass');
    expect(waits.map(({ permission, seconds }) => [permission, seconds])).toEqual([['logs:DescribeLogGroups', 240]]);
  });

  test('fails where it has none then either', async () => {
    expect((await without(changed(1), () => {})).answer?.status).toBe('fail');
  });

  test('fails at once where its stack has not been updated', async () => {
    const { answer, slept } = await without(changed(1, 'CREATE_COMPLETE'), shown);
    expect([answer?.status, slept]).toEqual(['fail', 0]);
  });
});

describe('a drift detection that fails', () => {
  const FAILED = { status: 'DETECTION_FAILED', reason: 'DataKey: not authorized to perform: kms:DescribeKey' };
  const aliasesMade =
    (minutesAgo: number, ...detections: World['detections']) =>
    (world: World) => {
      world.detections = detections;
      const alias = { ...resource('Alias', 'AWS::KMS::Alias', 'alias/data-dev'), changedAt: NOW - minutesAgo * MINUTE };
      world.owned['data-dev'] = [...(world.owned['data-dev'] ?? []), alias];
    };
  const asked = (...args: Parameters<typeof aliasesMade>) => ask('stacks-stand-as-released', aliasesMade(...args));
  const done = { status: 'DETECTION_COMPLETE' };

  test('is repeated when the aliases of the keys surely count', async () => {
    const { answer, waits } = await asked(2, FAILED, done);
    expect(answer?.status).toBe('pass');
    expect(waits.map(({ permission, seconds }) => [permission, seconds])).toContainEqual([
      'cloudformation:DetectStackDrift',
      180,
    ]);
  });

  test('cannot tell where it fails then, too', async () => {
    expect((await asked(2, FAILED)).answer?.status).toBe('cannot-tell');
  });

  test('cannot tell at once where they count already', async () => {
    const { answer, waits } = await asked(5, FAILED, done);
    expect([answer?.status, waits]).toEqual(['cannot-tell', []]);
  });
});

test('a report says what its checks waited for', async () => {
  const world = { ...healthyWorld(), lateness: 0 };
  world.recorded = [{ at: NOW - 5 * MINUTE + 700, parameters: { logGroupName: FUNCTION_GROUP } }];
  const checks = selectChecks(CHECKS, ['log-stream-fresh']);
  const options = { checks, clock: fakeClock(), signal: new AbortController().signal };
  const report = await validateTarget(TARGET, { cloud: () => new FakeCloud(world), ...options });
  expect(report.summary).toEqual({ pass: 1, fail: 0, cannotTell: 0 });
  expect(report.waited).toEqual([expect.objectContaining({ permission: 'lambda:InvokeFunction', seconds: 1 })]);
});
