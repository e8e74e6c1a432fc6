import { describe, expect, test } from '@jest/globals';
import { answersFrom, StubError } from '../../bench/aws-stub/answers';
import { type EstateSize, estateOf, floorOf } from '../../bench/aws-stub/estate';
import { Limits } from '../../bench/aws-stub/limits';

const PLACE = { environment: 'dev', account: '222222222222', region: 'us-east-1' };
const WHOLE: EstateSize = { groups: 10_000, keys: 20, streams: 100_000 };

describe('an estate', () => {
  test('has as much as it was asked for, every group a key, and one group under the function’s name', () => {
    const { groups, keys } = estateOf(PLACE, WHOLE);
    expect(groups).toHaveLength(WHOLE.groups);
    expect(groups.reduce((sum, { streams }) => sum + streams, 0)).toBe(WHOLE.streams);
    expect(new Set(groups.map(({ key }) => key))).toEqual(new Set(keys));
    expect(new Set(groups.map(({ name }) => name)).size).toBe(WHOLE.groups);
    expect(groups[0]?.name).toBe('/aws/lambda/data-processing-dev');
  });

  test.each<[EstateSize, number]>([
    // Two for who asks, a page, its subscriptions, three for the key, a page of streams.
    [{ groups: 1, keys: 1, streams: 0 }, 2 + 1 + 1 + 3 + 1],
    [{ groups: 1, keys: 1, streams: 50 }, 2 + 1 + 1 + 3 + 1],
    [{ groups: 1, keys: 1, streams: 51 }, 2 + 1 + 1 + 3 + 2],
    [{ groups: 51, keys: 2, streams: 0 }, 2 + 2 + 51 + 6 + 51],
    // 9,900 groups of 5 streams, 99 of 500, one of 1,000.
    [WHOLE, 2 + 200 + 10_000 + 60 + 9_900 + 99 * 10 + 20],
  ])('%j is looked at with %d calls at least', (size, floor) => {
    expect(floorOf(estateOf(PLACE, size))).toBe(floor);
  });
});

describe('the answers of the stub', () => {
  const answers = answersFrom(estateOf(PLACE, { groups: 120, keys: 2, streams: 1_000 }));
  const groups = (input: object) =>
    answers['DescribeLogGroups']?.({ ...input }) as { logGroups: object[]; nextToken?: string };

  test('come in pages of fifty at most, until the last', () => {
    const sizes: number[] = [];
    let nextToken: string | undefined;
    do {
      const page = groups({ logGroupNamePrefix: '/data/', nextToken });
      sizes.push(page.logGroups.length);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(sizes).toEqual([50, 50, 19]);
  });

  test('fail for a larger page, and for the token of another question', () => {
    expect(() => groups({ limit: 51 })).toThrow(StubError);
    const { nextToken } = groups({ logGroupNamePrefix: '/data/' });
    expect(() => groups({ logGroupNamePrefix: '/aws/', nextToken })).toThrow('nextToken is invalid');
  });

  test('fail for a key and a group that do not exist', () => {
    expect(() => answers['DescribeKey']?.({ KeyId: 'alias/other' })).toThrow('does not exist');
    expect(() => answers['DescribeLogStreams']?.({ logGroupName: '/x' })).toThrow('does not exist');
  });
});

describe('the limits of the stub', () => {
  test('admit a second’s calls at once, and then as many as AWS allows', () => {
    let now = 0;
    const limits = new Limits(1, () => now);
    const admitted = (calls: number) =>
      Array.from({ length: calls }, () => limits.admits('DescribeLogGroups')).filter(Boolean).length;
    expect(admitted(30)).toBe(10);
    now = 500;
    expect(admitted(30)).toBe(5);
    now = 60_000;
    expect(admitted(30)).toBe(10);
  });

  test('are as many times as high as asked', () => {
    const limits = new Limits(20, () => 0);
    const admitted = Array.from({ length: 500 }, () => limits.admits('FilterLogEvents')).filter(Boolean);
    expect(admitted).toHaveLength(100);
  });
});
