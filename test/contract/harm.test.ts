import { describe, expect, test } from '@jest/globals';
import { harmOf } from '../../lib/contract/harm';
import { nagRules, withoutControls } from '../../lib/gate/packs/catalogue';
import { RULES } from '../../lib/gate/rules';

const ALL = [
  ...RULES.map(({ id, requires }) => ({ rule: id, because: requires })),
  ...[...nagRules()].map(([rule, { info }]) => ({ rule, because: withoutControls(info) })),
];

const nameOf = (rule: string): string => {
  const found = ALL.find((each) => each.rule === rule);
  if (found === undefined) throw new Error(`no rule is called ${rule}`);
  return harmOf(found).name;
};

describe('what may come of a finding', () => {
  test.each([
    ['AwsSolutions-S2', 'open to others'],
    ['HIPAA.Security-S3BucketPublicReadProhibited', 'open to others'],
    ['AwsSolutions-EC23', 'open to others'],
    ['ZT-01-NoInternetPath', 'open to others'],
    ['HIPAA.Security-S3DefaultEncryptionKMS', 'not encrypted'],
    ['AwsSolutions-S10', 'not encrypted'],
    ['ZT-07-LogGroupsEncryptedAndKept', 'not encrypted'],
    ['AwsSolutions-IAM5', 'may do too much'],
    ['ZT-09-RolesKeepToTheirResources', 'may do too much'],
    ['ZT-00-NothingUnjudged', 'not judged'],
    ['HIPAA.Security-S3BucketVersioningEnabled', 'may be lost'],
    ['AwsSolutions-DDB3', 'may be lost'],
    ['HIPAA.Security-LambdaInsideVPC', 'reachable'],
    ['AwsSolutions-S1', 'not watched'],
    ['AwsSolutions-VPC7', 'not watched'],
    ['HIPAA.Security-LambdaDLQ', 'not watched'],
    ['ZT-14-Tags', 'against the rules'],
  ])('of %s is: %s', (rule, name) => {
    expect(nameOf(rule)).toBe(name);
  });

  test('is worse the more others can do, and has an order that does not depend on names', () => {
    const rank = (rule: string, because = ''): number => harmOf({ rule, because }).rank;
    const worstFirst = [
      'ZT-01-X',
      'ZT-05-X',
      'ZT-09-X',
      'ZT-00-X',
      'ZT-15-KeptInProd',
      'ZT-02-X',
      'ZT-11-X',
      'ZT-14-X',
    ];
    expect(worstFirst.toSorted((one, other) => rank(one) - rank(other))).toEqual(worstFirst);
    expect(rank('E3012')).toBeLessThan(rank('ZT-15-KeptInProd'));
  });

  test('of a rule of ours does not depend on what it finds', () => {
    expect(harmOf({ rule: 'ZT-14-Tags', because: 'the public key has no tag' }).name).toBe('against the rules');
  });

  test('is known of most rules: few are no more than against the rules', () => {
    const others = ALL.filter((each) => harmOf(each).name === 'against the rules');
    expect(others.length / ALL.length).toBeLessThan(0.25);
  });
});
