import { beforeAll, describe, expect, test } from '@jest/globals';
import { type EstateSize, estateOf, floorOf } from '../../bench/aws-stub/estate';
import { CHECKS } from '../../lib/validation/checks';
import { selectChecks } from '../../lib/validation/select-checks';
import { validate } from '../../lib/validation/validate';
import { FakeCloud, fakeClock, healthyWorld, KEY, keyPolicy, logsStatement, NOW, TARGET } from './fake-cloud';

const POSTURE = [
  ...['log-groups-encrypted', 'log-groups-retention', 'log-streams-after-key', 'logs-key-policy'],
  ...['key-state', 'key-rotation', 'log-groups-forward-nowhere'],
];

/** How often each operation is called for an account of some size. */
const callsFor = async (size: EstateSize, checks = CHECKS): Promise<Readonly<Record<string, number>>> => {
  const estate = estateOf(TARGET, size);
  const world = healthyWorld();
  const stream = { name: 'stream', createdAt: NOW };
  world.groups = estate.groups.map(({ name, key }) => ({ name, kmsKeyArn: key, retentionInDays: 90, createdAt: 0 }));
  world.streams = Object.fromEntries(estate.groups.map(({ name, streams }) => [name, Array(streams).fill(stream)]));
  world.keys = Object.fromEntries(estate.keys.map((arn) => [arn, { ...KEY, arn, createdAt: 0 }]));
  ['logs', 'data', 'secrets'].forEach((purpose, index) => {
    world.keys[`alias/data-${purpose}-dev`] = world.keys[estate.keys[index] ?? ''];
  });
  world.policies = Object.fromEntries(estate.keys.map((arn) => [arn, keyPolicy(logsStatement)]));
  const cloud = new FakeCloud(world);
  const report = await validate(TARGET, { cloud, clock: fakeClock(), checks });
  expect(report.summary.cannotTell).toBe(0);
  const counts: Record<string, number> = {};
  for (const call of cloud.calls) counts[call] = (counts[call] ?? 0) + 1;
  return counts;
};

const SIZE: EstateSize = { groups: 500, keys: 20, streams: 5_000 };

describe('a validation of 500 log groups with 20 keys and 5,000 streams', () => {
  let counts: Readonly<Record<string, number>> = {};
  beforeAll(async () => {
    counts = await callsFor(SIZE, selectChecks(CHECKS, POSTURE));
  });

  test('makes no more than 1.05 of the calls that nobody can do without', () => {
    const made = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const floor = floorOf(estateOf(TARGET, SIZE));
    expect(made).toBeGreaterThan(floor * 0.95);
    expect(made).toBeLessThanOrEqual(floor * 1.05);
  });

  test('asks for each key once, whatever the number of its groups', () => {
    const { groups, keys } = SIZE;
    expect(counts).toMatchObject({
      'kms:DescribeKey': keys,
      'kms:GetKeyPolicy': keys,
      'kms:GetKeyRotationStatus': keys,
    });
    expect(counts['logs:DescribeLogGroups']).toBeLessThan(groups / 50 + 5);
  });
});

describe('a validation by all checks', () => {
  test('asks nothing more often for 120 log groups than for 40, but for pages of groups and of streams', async () => {
    const many = await callsFor({ groups: 120, keys: 20, streams: 1_200 });
    const few = await callsFor({ groups: 40, keys: 20, streams: 400 });
    const grown = Object.keys(many).filter((call) => many[call] !== few[call]);
    expect(grown.toSorted()).toEqual([
      'logs:DescribeLogGroups',
      'logs:DescribeLogStreams',
      'logs:DescribeSubscriptionFilters',
    ]);
  });
});
