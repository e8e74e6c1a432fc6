import { describe, expect, test } from '@jest/globals';
import { nearestRegion, partitionIfKnown } from '../../lib/config/regions';
import { S3_PREFIX_LISTS } from '../../lib/contract/s3-prefix-lists';

describe('regions', () => {
  test.each([
    ['us-east-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-esat-1', undefined],
  ])('%s lies in partition %p', (region, partition) => {
    expect(partitionIfKnown(region)).toBe(partition);
  });

  test.each([
    ['us-esat-1', 'us-east-1'],
    ['eu-west1', 'eu-west-1'],
    ['ap-souteast-2', 'ap-southeast-2'],
  ])('%s was meant to be %s', (text, region) => {
    expect(nearestRegion(text)).toBe(region);
  });

  test('of the prefix list table all exist', () => {
    expect(Object.keys(S3_PREFIX_LISTS).filter((region) => partitionIfKnown(region) === undefined)).toEqual([]);
  });
});
