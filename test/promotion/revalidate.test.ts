import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ReleaseFacts } from '../../lib/contract/release-facts';
import { summarize, type ValidationReport, type ValidationResult } from '../../lib/contract/validation-report';
import { sha256 } from '../../lib/ground/sha256';
import { knownBefore } from '../../lib/promotion/known-before';
import { releaseAtWork } from '../../lib/promotion/release-facts';
import { revalidate } from '../../lib/promotion/revalidate';
import { keptRevalidations } from '../../lib/promotion/revalidations';
import { reportOf, stack } from '../review/_fixtures/releases';
import { answer } from './answer';
import { MemoryBucket } from './memory-bucket';

const HERE = { environment: 'prod', account: '444444444444', region: 'us-east-1' };
const THERE = { ...HERE, region: 'eu-west-1' };
const RELEASED = Buffer.from(
  JSON.stringify(
    reportOf([
      stack({}, { ...HERE, path: 'Delivery/prod/Data' }),
      stack({}, { ...HERE, path: 'Delivery/prod/ValidationAccess' }),
      stack({}, { ...THERE, path: 'Delivery/prod-eu/Data' }),
      stack({}, { ...HERE, environment: 'staging', path: 'Delivery/staging/Data' }),
    ]),
  ),
);
const QUESTION = {
  schema: 1,
  roleArn: 'arn:aws:iam::444444444444:role/delivery-validation-prod-us-east-1',
  promises: {
    application: 'zero-trust-delivery',
    logRetentionDays: 90,
    managementEvents: 'here',
    guests: { endpoints: [], securityGroups: [], principals: [] },
  },
};

const reportAt = (endTime: string, ...results: readonly ValidationResult[]): ValidationReport => ({
  schema: 1,
  ...HERE,
  startTime: '2026-01-02T03:04:05.000Z',
  endTime,
  summary: summarize(results),
  results,
});

let bucket: MemoryBucket;
let lines: string[];
let asked: string[];
beforeEach(async () => {
  bucket = new MemoryBucket();
  lines = [];
  asked = [];
  for (const { account, region } of [HERE, THERE]) {
    await bucket.promote(`promoted/prod/${account}-${region}/report.json`, RELEASED);
    await bucket.promote(`promoted/prod/${account}-${region}/question.json`, Buffer.from(JSON.stringify(QUESTION)));
  }
});

const revalidating = (results: readonly ValidationResult[] = [answer('pass')], busy?: string): Promise<boolean> =>
  revalidate(
    { environment: 'prod', released: RELEASED },
    {
      bucket,
      atWork: async () => busy,
      ask: async ({ region }, { roleArn }) => {
        asked.push(`${region} as ${roleArn?.slice(-9)}`);
        return reportAt('2026-02-03T04:05:06.789Z', ...results);
      },
      log: (line) => lines.push(line),
    },
  );

describe('a revalidation', () => {
  test('asks every target of the environment as its validation did, and keeps what it found by its time', async () => {
    expect(await revalidating()).toBe(true);
    expect(asked).toEqual(['us-east-1 as us-east-1', 'eu-west-1 as us-east-1']);
    expect([...bucket.objects.keys()].filter((key) => key.startsWith('revalidations/'))).toEqual([
      'revalidations/prod/444444444444-us-east-1/20260203T040506Z.json',
      'revalidations/prod/444444444444-eu-west-1/20260203T040506Z.json',
    ]);
  });

  test.each(['fail', 'cannot-tell'] as const)('fails where a check answers %s, and keeps that, too', async (status) => {
    expect(await revalidating([answer('pass'), answer(status)])).toBe(false);
    expect(lines[0]).toContain('; kept as revalidations/prod/');
  });

  test('asks nobody while a release is at work in the environment, and says which', async () => {
    expect(await revalidating([], 'e-9')).toBe(true);
    expect([asked, lines]).toEqual([[], ['nobody is asked: execution e-9 is at work in prod, and validates it']]);
  });

  test('fails where a target runs another release than its environment, and asks the others', async () => {
    await bucket.promote('promoted/prod/444444444444-us-east-1/report.json', Buffer.from('{}'));
    expect(await revalidating()).toBe(false);
    expect(asked).toHaveLength(1);
    expect(lines[0]).toMatch(/^prod\/444444444444\/us-east-1 could not be looked at: it runs another release/);
  });

  test.each(['report.json', 'question.json'])('fails where nothing says what the target runs: no %s', async (name) => {
    bucket.objects.delete(`promoted/prod/444444444444-eu-west-1/${name}`);
    expect(await revalidating()).toBe(false);
    expect(lines[1]).toContain(`${name} is not there: no release was promoted to it`);
  });

  test('fails where the question is none', async () => {
    await bucket.promote('promoted/prod/444444444444-us-east-1/question.json', Buffer.from('{"schema":1}'));
    expect(await revalidating()).toBe(false);
    expect(lines[0]).toContain('is no question of a validation of schema 1');
  });

  test('fails where the release has nothing of the environment', async () => {
    const other = { environment: 'live', released: RELEASED };
    const ports = { bucket, atWork: async () => undefined, ask: async () => Promise.reject(), log: () => undefined };
    await expect(revalidate(other, ports)).rejects.toThrow('deploys nothing to live');
  });
});

test.each([
  ['prod', 'Deploy', 'InProgress', 'e-2'],
  ['prod.2', 'Build', 'InProgress', 'e-2'],
  ['prod', 'Approval', 'InProgress', undefined],
  ['prod', 'Deploy', 'Succeeded', undefined],
  ['staging', 'Deploy', 'InProgress', undefined],
])('whether a release is at work in prod: %s, %s %s', async (stageName, category, status, expected) => {
  const action = { pipelineExecutionId: 'e-2', stageName, status, input: { actionTypeId: { category } } };
  expect(await releaseAtWork({ recentActions: async () => [action] }, 'prod')).toBe(expected);
});

describe('what was found between releases', () => {
  const PLACE = 'revalidations/prod/444444444444-us-east-1';
  const lay = (key: string, report: ValidationReport | string) =>
    bucket.putNew(key, Buffer.from(typeof report === 'string' ? report : JSON.stringify(report)));
  const FACTS: ReleaseFacts = { pipelineExecutionId: 'e-1', previous: { pipelineExecutionId: 'e-0' } };
  const VALIDATED = 'releases/e-0/prod/444444444444-us-east-1/validation.json';

  test('stands with its hash in the record of the next release, oldest first, and only what is newer than the last', async () => {
    const second = reportAt('2026-02-02T00:00:00.000Z', answer('fail'));
    await lay(`${PLACE}/20260101T000000Z.json`, reportAt('2026-01-01T00:00:00.000Z', answer('pass')));
    await lay(`${PLACE}/20260202T000000Z.json`, second);
    await lay(`${PLACE}/20260303T000000Z.json`, reportAt('2026-03-03T00:00:00.000Z', answer('pass')));
    await lay(`${PLACE}/odd.json`, 'no JSON');
    const found = await keptRevalidations(bucket, HERE, '2026-01-15T00:00:00.000Z');
    expect(found.map(({ key }) => key.slice(-21))).toEqual(['20260202T000000Z.json', '20260303T000000Z.json']);
    expect(found[0]).toMatchObject({ sha256: sha256(JSON.stringify(second)), summary: { pass: 0, fail: 1 } });
  });

  test('is the drift of the next review where it is newer than the validation after the release', async () => {
    await lay(VALIDATED, reportAt('2026-01-10T00:00:00.000Z', answer('pass')));
    await lay(
      `${PLACE}/20260202T000000Z.json`,
      reportAt('2026-02-02T00:00:00.000Z', answer('fail'), answer('fail', 'x')),
    );
    const { drift } = await knownBefore(bucket, HERE, FACTS);
    expect(drift).toMatchObject({
      asOf: '2026-02-02T00:00:00.000Z',
      differences: [{ check: 'stacks-stand-as-released', subject: 'Key' }],
      revalidated: {
        time: '2026-02-02T00:00:00.000Z',
        pass: 0,
        fail: 2,
        cannotTell: 0,
        report: `${PLACE}/20260202T000000Z.json`,
      },
    });
  });

  test('is none of it where it is older', async () => {
    await lay(VALIDATED, reportAt('2026-03-10T00:00:00.000Z', answer('pass')));
    await lay(`${PLACE}/20260202T000000Z.json`, reportAt('2026-02-02T00:00:00.000Z', answer('fail')));
    const { drift } = await knownBefore(bucket, HERE, FACTS);
    expect(drift).toMatchObject({ asOf: '2026-03-10T00:00:00.000Z', differences: [] });
    expect(drift).not.toHaveProperty('revalidated');
  });
});
