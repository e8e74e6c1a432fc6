import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { GateReport } from '../../lib/contract/gate-report';
import type { ReleaseFacts } from '../../lib/contract/release-facts';
import { summarize, type ValidationResult } from '../../lib/contract/validation-report';
import { promote } from '../../lib/promotion/promote';
import type { Promotion, ReviewRequest } from '../../lib/promotion/promotion';
import { acknowledged, reportOf, stack } from '../review/_fixtures/releases';
import { MemoryBucket } from './memory-bucket';
import { REVIEW } from './review-of-staging';

const today = new Date('2026-11-23T12:00:00Z');
const DEV = { environment: 'dev', account: '222222222222', region: 'us-east-1' };
const DEV_EU = { ...DEV, region: 'eu-west-1' };
const STAGING = { environment: 'staging', account: '333333333333', region: 'us-east-1', roleArn: 'arn:review-staging' };
const STAGING_EU = { ...STAGING, region: 'eu-west-1' };
const STAGED = stack({}, { ...STAGING, path: 'Delivery/staging/Data' });
const GATE: GateReport = reportOf([STAGED], {
  acknowledged: [acknowledged({ stack: 'Delivery/staging/Data' }), acknowledged({ stack: 'Delivery/prod/Data' })],
});
const KEPT = 'releases/e-1/dev/222222222222-us-east-1';

const validation = (...statuses: readonly ('pass' | 'fail')[]): string => {
  const results: ValidationResult[] = statuses.map((status) => ({
    check: 'log-groups-encrypted',
    requirement: 'ZT-07',
    subject: 'a group',
    because: 'it is not',
    fix: 'do',
    status,
  }));
  const times = { startTime: '2026-01-02T03:04:05.000Z', endTime: '2026-01-02T03:04:06.000Z' };
  return JSON.stringify({ schema: 1, ...DEV, ...times, summary: summarize(results), results });
};

let directory: string;
let bucket: MemoryBucket;
const CALM = { ...REVIEW, news: REVIEW.news.filter(({ weight }) => weight !== 'danger') };
let requests: ReviewRequest[];
let pages: ReleaseFacts[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'promotion-'));
  bucket = new MemoryBucket();
  [requests, pages] = [[], []];
});
afterEach(() => rm(directory, { recursive: true }));

const lay = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(join(directory, path)), { recursive: true });
  await writeFile(join(directory, path), text);
};

/** Promotes dev after a validation with these answers. */
const promoting = async (
  answers: readonly ('pass' | 'fail')[],
  change: Partial<Promotion> = {},
  made: object = CALM,
  gate: object = GATE,
): Promise<string> => {
  await lay('report/validation.json', validation(...answers));
  await Promise.all(['junit.xml', 'question.json'].map((name) => lay(`report/${name}`, '<testsuites/>')));
  await lay('release/gate/report.json', JSON.stringify(gate));
  const promotion: Promotion = {
    pipelineExecutionId: 'e-1',
    place: DEV,
    beside: [],
    next: [STAGING],
    succeeded: true,
    reportDirectory: join(directory, 'report'),
    releaseDirectory: join(directory, 'release'),
    reviewDirectory: join(directory, 'review'),
    ...change,
  };
  return promote(promotion, {
    bucket,
    today,
    bundle: async () => Buffer.from('zip'),
    log: () => undefined,
    facts: async (environment) => ({ pipelineExecutionId: 'e-1', unknown: [environment] }),
    page: async (_, facts) => {
      pages.push(facts);
    },
    review: async (request) => {
      requests.push(request);
      await mkdir(request.output, { recursive: true });
      await writeFile(join(request.output, 'review.html'), `<h1>${request.place.region}</h1>`);
      await writeFile(join(request.output, 'gate.html'), '<h1>the gate</h1>');
      await writeFile(join(request.output, 'review.json'), JSON.stringify(made));
    },
  });
};

describe('a validation that passed', () => {
  test('leaves its reports, what the target runs now, and the review of the next environment', async () => {
    await promoting(['pass']);
    expect([...bucket.objects.keys()].sort()).toEqual([
      ...['question.json', 'report.json'].map((name) => `promoted/dev/222222222222-us-east-1/${name}`),
      'promoted/dev/validation.zip',
      `${KEPT}/junit.xml`,
      `${KEPT}/validation.json`,
      'releases/e-1/staging/333333333333-us-east-1/gate.html',
      'releases/e-1/staging/333333333333-us-east-1/review.html',
      'releases/e-1/staging/333333333333-us-east-1/review.json',
    ]);
    expect(bucket.objects.get('promoted/dev/222222222222-us-east-1/report.json')).toBe(JSON.stringify(GATE));
  });

  test('tells in one line what changes next, and how many findings of that target are acknowledged', async () => {
    expect(await promoting(['pass'], {}, REVIEW)).toBe(
      'DANGER: a bucket goes; compared with what runs in staging, 1 stack changes, 1 permission broadened, 0 network paths broadened, 1 danger, 0 new findings, 1 acknowledged (1 new)',
    );
  });

  test.each([
    [['2026-11-22', '2026-11-20', '2027-02-22', ''], /^2 ACK\w+ HAVE EXPIRED, releases stop from 2026-12-05; com/],
    [['2027-02-21', '2026-11-23', '2027-02-22', ''], /^2 ack\w+ expire within 90 days, the first on 2026-11-23; com/],
  ])('says first what of the whole release has expired, or soon will: %j', async (days, said) => {
    const { acknowledgement } = acknowledged();
    const ending = (expires: string) =>
      acknowledged({ stack: 'Delivery', acknowledgement: { ...acknowledgement, expires } });
    const gate = reportOf([STAGED], { graceDays: 14, acknowledged: days.map(ending) });
    expect(await promoting(['pass'], {}, CALM, gate)).toMatch(said);
  });

  test('compares with the release that was promoted there last', async () => {
    const key = 'promoted/staging/333333333333-us-east-1/report.json';
    await bucket.promote(key, '{"of":"before"}');
    await bucket.promote(`${key}.old`, 'another key that begins alike');
    await promoting(['pass']);
    expect(requests[0]?.promoted).toMatch(/promoted\.json$/);
    expect(requests[0]).toMatchObject({ place: STAGING, roleArn: STAGING.roleArn });
  });

  test('says on every page which release it is about', async () => {
    await promoting(['pass']);
    expect(pages).toEqual([{ pipelineExecutionId: 'e-1', unknown: ['dev'] }]);
    expect(requests[0]).toMatchObject({ facts: { unknown: ['staging'] }, drift: { differences: [] } });
  });

  test('names no earlier release where none was promoted', async () => {
    await promoting(['pass']);
    expect(requests.map(({ promoted }) => promoted)).toEqual([undefined]);
  });

  test('prepares a page for each of several next targets', async () => {
    const line = await promoting(['pass'], { next: [STAGING, STAGING_EU] });
    expect(requests.map(({ place }) => place.region)).toEqual(['us-east-1', 'eu-west-1']);
    expect(line).toMatch(/^333333333333\/us-east-1: .*; 333333333333\/eu-west-1: /);
    expect(bucket.objects.get('releases/e-1/staging/333333333333-eu-west-1/review.html')).toBe('<h1>eu-west-1</h1>');
  });

  test('says what there is nothing to compare with, without the error behind it', async () => {
    const because = 'nothing was ever promoted there, and its role cannot be assumed (User: x is not authorized)';
    const line = await promoting(['pass'], {}, { ...CALM, baseline: { kind: 'nothing', because } });
    expect(line).toMatch(
      /^compared with nothing: nothing was ever promoted there, and its role cannot be assumed, 1 stack/,
    );
  });

  test('cuts a line that an approval could not show', async () => {
    const next = Array.from({ length: 9 }, (_, index) => ({ ...STAGING, account: `33333333333${index}` }));
    expect((await promoting(['pass'], { next })).length).toBeLessThan(510);
  });

  test('prepares nothing where nobody decides about what follows', async () => {
    expect(await promoting(['pass'], { next: [] })).toBe('nothing to decide after this');
    expect(requests).toEqual([]);
  });

  test.each<[string, object, object, string]>([
    [
      'a report of the gate without stacks',
      REVIEW,
      { ...GATE, stacks: undefined },
      'no gate report of schema 1: stacks',
    ],
    ['a report of the gate of another schema', REVIEW, { ...GATE, schema: 2 }, 'no gate report of schema 1: schema'],
    ['a review without news', { ...REVIEW, news: undefined }, GATE, 'review.json is no review of schema 1: news'],
  ])('says nothing from %s', async (_, made, gate, because) => {
    await expect(promoting(['pass'], {}, made, gate)).rejects.toThrow(because);
  });

  test('fails where the review cannot be prepared', async () => {
    await lay('review/staging-333333333333-us-east-1', 'a file in the way');
    await expect(promoting(['pass'])).rejects.toThrow();
  });
});

describe('a validation that did not pass', () => {
  test.each([
    ['a check that fails', ['pass', 'fail'], true],
    ['no answer at all', [], true],
    ['a job that had failed before', ['pass'], false],
  ] as const)('fails to promote with %s, and is kept all the same', async (_, answers, succeeded) => {
    expect(await promoting(answers, { succeeded })).toMatch(/^not prepared: the validation of dev\S+ did not pass$/);
    expect([...bucket.objects.keys()]).toEqual([`${KEPT}/validation.json`, `${KEPT}/junit.xml`]);
    expect(requests).toEqual([]);
  });

  test('stays as it was when a retry passes', async () => {
    await promoting(['fail']);
    await promoting(['pass']);
    expect(bucket.objects.get(`${KEPT}/validation.json`)).toBe(validation('fail'));
    expect(bucket.objects.get(`${KEPT}/validation-2.json`)).toBe(validation('pass'));
    expect(bucket.objects.has(`${KEPT}/junit-2.xml`)).toBe(true);
    expect(requests).toHaveLength(1);
  });
});

describe('of several targets', () => {
  const other = 'releases/e-1/dev/222222222222-eu-west-1';

  test('the first one leaves the review to the last one', async () => {
    const left = 'prepared with the validation of dev/222222222222/eu-west-1';
    expect(await promoting(['pass'], { beside: [DEV_EU] })).toBe(left);
    expect(await promoting(['pass'], { beside: [DEV_EU, { ...DEV_EU, region: 'eu-a-1' }] })).toBe(`${left} and 1 more`);
    expect(requests).toEqual([]);
  });

  test('the last one shows what all of them answered, and does not wait for itself', async () => {
    await bucket.putNew(`${other}/validation.json`, validation('pass', 'pass'));
    await promoting(['pass'], { beside: [DEV, DEV_EU] });
    expect(requests[0]?.validations).toHaveLength(2);
  });

  test('a retry counts, not what failed before it', async () => {
    await bucket.putNew(`${other}/validation.json`, validation('fail'));
    await promoting(['pass'], { beside: [DEV_EU] });
    expect(requests).toEqual([]);
    await bucket.putNew(`${other}/validation-2.json`, validation('pass'));
    await promoting(['pass'], { beside: [DEV_EU] });
    expect(requests).toHaveLength(1);
  });

  test('a page that an earlier attempt has left is said to be one', async () => {
    expect(await promoting(['pass'])).toMatch(/^compared with/);
    expect(await promoting(['pass'])).toMatch(
      /^THE PAGE IS OF AN EARLIER ATTEMPT, what it would say now: compared with/,
    );
  });

  test('two that end at the same time leave one page', async () => {
    await bucket.putNew(`${other}/validation.json`, validation('pass'));
    for (const _ of [1, 2]) await promoting(['pass'], { beside: [DEV_EU] });
    expect([...bucket.objects.keys()].filter((key) => key.endsWith('review.html'))).toHaveLength(1);
  });
});
