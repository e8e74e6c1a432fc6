import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type DeliveryConfigInput, parseConfig, promisedTargets } from '../../lib/config';
import type { ValidationResult } from '../../lib/contract/validation-report';
import { readAssembly } from '../../lib/gate/assembly/read-assembly';
import { judgeAssembly } from '../../lib/gate/gate-directory';
import { LOG_RETENTION_DAYS } from '../../lib/promises';
import { validate } from '../../lib/validation';
import { CHECKS } from '../../lib/validation/checks';
import { selectChecks } from '../../lib/validation/select-checks';
import config from '../_fixtures/delivery-config';
import { assemble } from '../stacks/_helpers/assembly';
import { FakeCloud, FUNCTION_GROUP, fakeClock, healthyWorld, NOW, TARGET, type World } from '../validation/fake-cloud';

const DAY = 24 * 60 * 60 * 1000;

/** Prod promises so many days, the others what everybody does. */
const promising = (logRetentionDays: unknown): DeliveryConfigInput => ({
  ...config,
  environments: config.environments.map((each) =>
    each.name === 'prod' ? { ...each, logRetentionDays: logRetentionDays as 180 } : each,
  ),
});

test('the values are those of the CDK that are promised at all', () => {
  const taken = Object.values(RetentionDays).filter((days) => typeof days === 'number' && days >= 90 && days < 9999);
  expect(LOG_RETENTION_DAYS).toEqual(taken);
});

describe('the configuration', () => {
  test('promises 90 days where it says nothing, and what it says elsewhere', () => {
    const days = promisedTargets(parseConfig(promising(180))).map((each) => [each.environment, each.logRetentionDays]);
    expect(days).toEqual([
      ['dev', 90],
      ['staging', 90],
      ['prod', 180],
    ]);
  });

  test.each([
    ['60 days', 60],
    ['a value that AWS does not take', 91],
    ['for ever', 9999],
  ])('fails %s, with value, place and cure', (_, days) => {
    expect(() => parseConfig(promising(days))).toThrow(
      `environments.prod.logRetentionDays must be one of ${LOG_RETENTION_DAYS.join(', ')}, got ${JSON.stringify(days)}: edit delivery.config.ts`,
    );
  });
});

describe('the gate', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'promises-'));
    assemble(directory, promising(180), ['dev', 'prod']);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const found = (promised?: DeliveryConfigInput): readonly string[] =>
    judgeAssembly(readAssembly(directory), promised && promisedTargets(parseConfig(promised)))
      .findings.filter(({ because }) => because.startsWith('RetentionInDays'))
      .map(({ stack, because }) => `${stack}: ${because}`);

  test('says yes where every log group of an environment keeps what it promises', () => {
    expect(found(promising(180))).toEqual([]);
  });

  test('fails log groups that keep less than their environment promises', () => {
    const lines = found(promising(365));
    expect(new Set(lines)).toEqual(
      new Set(['prod/Data: RetentionInDays is 180, and 365 are promised (logRetentionDays in delivery.config.ts)']),
    );
    expect(lines.length).toBeGreaterThanOrEqual(5);
  });

  test('fails log groups that keep more than is promised, where anything is', () => {
    expect(new Set(found(config))).toEqual(
      new Set(['prod/Data: RetentionInDays is 180, and 90 are promised (logRetentionDays in delivery.config.ts)']),
    );
    expect(found()).toEqual([]);
  });
});

describe('the validation', () => {
  /** A world whose log groups keep so many days. */
  const keeping = (retentionInDays: number | undefined, change: Partial<World> = {}): World => {
    const world = healthyWorld();
    const groups = world.groups.map(({ retentionInDays: _, ...group }) => ({
      ...group,
      createdAt: NOW - 200 * DAY,
      ...(retentionInDays !== undefined && { retentionInDays }),
    }));
    const keys = Object.fromEntries(
      Object.entries(world.keys).map(([alias, key]) => [alias, key && { ...key, createdAt: NOW - 200 * DAY }]),
    );
    return { ...world, groups, keys, ...change };
  };

  const asked = async (id: string, world: World, logRetentionDays?: number): Promise<readonly ValidationResult[]> => {
    const cloud = new FakeCloud(world);
    const checks = selectChecks(CHECKS, [id]);
    const promised = logRetentionDays === undefined ? {} : { promises: { logRetentionDays } };
    return (await validate(TARGET, { cloud, clock: fakeClock(), checks, ...promised })).results;
  };

  const statuses = (results: readonly ValidationResult[]) => [...new Set(results.map(({ status }) => status))];

  test.each([
    [180, 180, 'pass'],
    [90, 180, 'fail'],
    [180, 90, 'fail'],
    [180, undefined, 'fail'],
    [90, undefined, 'pass'],
  ])('of groups that keep %p days where %p are promised says %s', async (kept, promised, status) => {
    expect(statuses(await asked('log-groups-retention', keeping(kept), promised))).toEqual([status]);
  });

  const OLD = { streams: { [FUNCTION_GROUP]: [{ name: 'old', createdAt: NOW - 100 * DAY }] } };
  const YOUNG = { streams: { [FUNCTION_GROUP]: [{ name: 'young', createdAt: NOW - 80 * DAY }] } };
  const ofFunction = (results: readonly ValidationResult[]) =>
    results.find(({ subject }) => subject === FUNCTION_GROUP);

  test.each([
    ['180 days', 180],
    ['for ever', undefined],
  ])(
    'refuses to pass a stream that CloudTrail has forgotten the time of, in a group that keeps its events %s',
    async (words, days) => {
      const answer = ofFunction(await asked('log-streams-after-key', keeping(days, OLD), 180));
      expect(answer).toMatchObject({
        status: 'cannot-tell',
        because: expect.stringContaining(`keeps its events ${words}`),
      });
    },
  );

  test('passes it where its events are gone, as is what CloudTrail has forgotten', async () => {
    expect(statuses(await asked('log-streams-after-key', keeping(90, OLD)))).toEqual(['pass']);
  });

  test('passes streams that began after all that CloudTrail has forgotten', async () => {
    expect(statuses(await asked('log-streams-after-key', keeping(180, YOUNG), 180))).toEqual(['pass']);
  });

  test('fails what began before an association that CloudTrail remembers, however long events are kept', async () => {
    const recorded = [{ at: NOW - DAY, parameters: { logGroupName: FUNCTION_GROUP } }];
    const answer = ofFunction(await asked('log-streams-after-key', keeping(180, { ...OLD, recorded }), 180));
    expect(answer?.status).toBe('fail');
  });
});
