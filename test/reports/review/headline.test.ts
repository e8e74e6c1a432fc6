import { describe, expect, test } from '@jest/globals';
import { folded } from '../../../lib/reports/review/folded';
import { headline } from '../../../lib/reports/review/headline';
import { REVIEW } from '../../promotion/review-of-staging';
import { decided, made, prod } from '../../review/_fixtures/one-change';
import { reportOf, stack } from '../../review/_fixtures/releases';
import { DECISIONS } from '../_fixtures/decisions';

type Name = keyof typeof DECISIONS;

const titleOf = (html: string): string => /<title>([^·]*) · Review/.exec(html)?.[1] ?? 'none';

describe('the headline', () => {
  test.each<[Name, string, string]>([
    ['first', 'First deployment of staging', 'noted'],
    ['unchanged', 'Nothing changes', 'good'],
    ['replaced', "prod's data bucket is replaced: data may be lost, and 1 more may do harm", 'bad'],
    ['wider', 'prod: data-processing may now delete objects in processed/', 'bad'],
    [
      'accepted',
      'prod: AwsSolutions-S1 on Storage/Data is now acknowledged by platform: it is the target of the access logs itself',
      'unsure',
    ],
  ])('of a page: %s', (name, word, tone) => {
    const { made, html } = DECISIONS[name];
    const { word: said, tone: coloured } = headline(made, reportOf([]));
    expect([said, coloured]).toEqual([word, tone]);
    expect(titleOf(html).replaceAll('&#39;', "'")).toBe(word);
  });

  test('calls what nobody could see a first deployment only probably, without the words of the refusal', () => {
    const baseline = { kind: 'nothing', because: 'refused (AccessDenied: User: x)', unseen: true } as const;
    const { word, because } = headline({ ...DECISIONS.first.made, baseline }, reportOf([]));
    expect(word).toBe('Probably the first deployment of staging');
    expect(`${because}`).not.toContain('AccessDenied');
  });

  test('says what merely changes in a number, and where it is code alone that it is', () => {
    const change = { kind: 'code-changed', weight: 'change', title: 'other code' } as const;
    expect(headline({ ...REVIEW, news: [change] }, reportOf([])).word).toBe('Only code changes');
    const more = { ...change, kind: 'resource-added' } as const;
    expect(headline({ ...REVIEW, news: [change, more] }, reportOf([])).word).toBe('2 things merely change');
  });

  test('is the no of the gate, whatever else is new', () => {
    const report = reportOf([], { verdict: 'no', objections: ['a pack did not look'] });
    expect(headline(DECISIONS.replaced.made, report)).toMatchObject({
      tone: 'bad',
      word: expect.stringContaining('gate says no'),
    });
  });
});

describe('what changes alike in several environments', () => {
  test('is one thing, with the last environment of the pipeline first', () => {
    const all = folded(DECISIONS.replaced.made);
    expect(all.map(({ first, environments }) => [first.kind, environments])).toEqual([
      ['data-lost', ['prod', 'staging', 'dev']],
      ['permissions-broader', ['prod', 'staging', 'dev']],
      ['resource-changed', ['prod', 'staging', 'dev']],
    ]);
  });

  test('is not where it differs in what it says', () => {
    const news = (environment: string, title: string) =>
      ({
        kind: 'data-lost',
        weight: 'danger',
        environment,
        title,
        subject: 'data bucket',
        plain: 'is replaced',
      }) as const;
    const both = (title: string) =>
      folded({ ...REVIEW, news: [news('prod', 'prod: because of A'), news('dev', title)] });
    expect(both('dev: because of A')).toHaveLength(1);
    expect(both('dev: because of B')).toHaveLength(2);
  });
});

describe('an environment of several targets, whose stacks have one name', () => {
  const regions = ['us-east-1', 'eu-west-1'] as const;
  const stacks = (names: Readonly<Record<(typeof regions)[number], string>>) =>
    regions.map((region) => ({ ...prod(made('AWS::S3::Bucket', 'Data', { BucketName: names[region] })), region }));
  const before = stacks({ 'us-east-1': 'a', 'eu-west-1': 'a' });

  test('is told where something changes, and what', () => {
    const { said, html } = decided(before, stacks({ 'us-east-1': 'a', 'eu-west-1': 'b' }));
    expect(said).toBe("bad: prod's data bucket in eu-west-1 is replaced: data may be lost");
    expect(html).toMatch(/<li class="new">.*<bdi>BucketName: b<\/bdi>/);
    expect(linksLead(html)).toBe(true);
  });

  test('is one thing where the same changes in each, with a way to both', () => {
    const { said, html } = decided(before, stacks({ 'us-east-1': 'b', 'eu-west-1': 'b' }));
    expect(said).toBe("bad: prod's data bucket is replaced: data may be lost");
    expect(html).toMatch(/The same in .*prod in 222222222222 us-east-1.*prod in 222222222222 eu-west-1/);
  });

  test('is two where it differs, however alike the titles are', () => {
    const { told } = decided(before, stacks({ 'us-east-1': 'b', 'eu-west-1': 'c' }));
    expect(folded(told)).toHaveLength(2);
  });
});

/** Whether every link within a page leads somewhere. */
const linksLead = (html: string): boolean =>
  [...html.matchAll(/href="#([^"]+)"/g)].every(([, id]) => html.includes(`id="${id}"`));

test('environments whose policies differ behind what a title names are not put together', () => {
  const may = (environment: string, ...actions: readonly string[]) =>
    stack(
      {
        It: {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: {
            Roles: ['reader'],
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: actions.map((Action) => ({ Effect: 'Allow', Action, Resource: '*' })),
            },
          },
        },
      },
      { stackName: `data-${environment}`, path: `Delivery/${environment}/Data`, environment },
    );
  const both = (...actions: readonly string[]) => [may('dev', ...actions), may('prod', ...actions)];
  const alike = decided(both(), both('a:B', 'c:D', 'e:F'));
  expect(folded(alike.told)).toHaveLength(1);
  const { told, said } = decided(both(), [may('dev', 'a:B', 'c:D', 'e:F'), may('prod', 'a:B', 'c:D', 'e:G')]);
  expect(folded(told)).toHaveLength(2);
  expect(said).toMatch(/ \(and 2 more\), and 1 more may do harm$/);
});

test('a card shows the statement with what is new in it', () => {
  const { html } = DECISIONS.wider;
  expect(html).toMatch(/<li class="new">.*<code><bdi>Action: s3:DeleteObject<\/bdi>/);
  expect(html).not.toMatch(/<li class="(new|gone)">[^\n]*s3:GetObject/);
});

test('a page says which release it is about, and how to answer', () => {
  const { html } = DECISIONS.wider;
  for (const text of [
    '8f3c2d1e',
    'Keep processed files for a year',
    'Ada Example',
    'main',
    '2026-11-23 11:40 UTC',
    '1a2b3c4d',
  ]) {
    expect(html).toContain(text);
  }
  const place = 'prod --pipeline delivery --region us-east-1 --execution 0a1b2c3d-1111-4222-8333-444455556666';
  expect(html).toContain(`bin/delivery approve ${place}`);
  expect(html).toContain(`bin/delivery reject ${place}`);
});
