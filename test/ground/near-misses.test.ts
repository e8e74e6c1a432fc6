import { describe, expect, test } from '@jest/globals';
import { didYouMean, nearMisses } from '../../lib/ground/near-misses';

const SETTINGS = [
  'account',
  'region',
  'cidr',
  'zones',
  's3PrefixListId',
  'name',
  'approval',
  'auditRetentionDays',
  'Owner',
];

describe('the names most like one that nobody knows', () => {
  test.each([
    ['cdir', 'cidr'],
    ['nmae', 'name'],
    ['aproval', 'approval'],
    ['acount', 'account'],
    ['zone', 'zones'],
    ['owner', 'Owner'],
    ['s3-prefix-list', 's3PrefixListId'],
    ['retentionDays', 'auditRetentionDays'],
  ])('are, for %s, first of all %s', (unknown, meant) => {
    expect(nearMisses(unknown, SETTINGS)[0]).toBe(meant);
  });

  test('are three at most, the likest first, then by alphabet', () => {
    const rules = ['AwsSolutions-S1', 'AwsSolutions-S2', 'AwsSolutions-S3', 'AwsSolutions-S10'];
    expect(nearMisses('AwsSolution-S10', rules)).toEqual(['AwsSolutions-S10', 'AwsSolutions-S1', 'AwsSolutions-S2']);
  });

  test.each(['', 'x', 'zzzz', 'colour', '…'])('are none for "%s"', (unknown) => {
    expect(nearMisses(unknown, SETTINGS)).toEqual([]);
    expect(didYouMean(unknown, SETTINGS)).toBeUndefined();
  });

  test('are asked for at the end of a sentence', () => {
    expect(didYouMean('cdir', SETTINGS)).toBe('did you mean cidr');
  });
});
