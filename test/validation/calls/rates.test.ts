import { describe, expect, test } from '@jest/globals';
import { documentedRate, modest, UNDOCUMENTED } from '../../../lib/validation/calls/rates';

describe('the rate of an operation', () => {
  test.each([
    ['CloudWatchLogs', 'DescribeLogGroups', 10],
    ['CloudWatchLogs', 'DescribeLogStreams', 25],
    ['CloudWatchLogs', 'FilterLogEvents', 5],
    ['CloudTrail', 'LookupEvents', 2],
    ['CloudTrail', 'GetTrailStatus', 10],
    ['EC2', 'DescribeVpcs', 10],
  ])('is what AWS documents: %s %s %d a second', (service, operation, perSecond) => {
    expect(documentedRate(service, operation).perSecond).toBe(perSecond);
  });

  test.each([
    ['S3', 'GetBucketPolicy'],
    ['Unheard', 'Of'],
  ])('is slow where AWS documents none: %s %s', (service, operation) => {
    expect(documentedRate(service, operation)).toBe(UNDOCUMENTED);
  });

  test('leaves a part to others, and lets at least one call through', () => {
    expect(modest({ perSecond: 10, burst: 10 })).toEqual({ perSecond: 9, burst: 5 });
    expect(modest({ perSecond: 1, burst: 1 }).burst).toBe(1);
  });
});
