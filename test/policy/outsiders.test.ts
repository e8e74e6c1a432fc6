import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PolicyDocument } from '../../lib/policy';
import { outsiders, sentenceOf, type Way } from '../../lib/policy/outsiders';
import { GUARDED, INTENDED, keyPolicy, missed, OWN, outsider } from './outsider-worlds';

type Answer = (policy: PolicyDocument) => readonly Way[];

const answer: Answer = (policy) => outsiders(policy, GUARDED, INTENDED);

const REQUESTS = fc.sample(outsider, 80);

/** A policy, of so many, of which an answer leaves out a request that gets through. */
const counterexample = (asked: Answer, policies: number) => {
  for (const policy of fc.sample(keyPolicy, policies)) {
    const request = missed(policy, asked(policy), REQUESTS);
    if (request !== undefined) return { policy, request };
  }
  return undefined;
};

describe('of random policies, the answer in sets', () => {
  // `npm run sets` asks ten thousand requests of each.
  test('is never narrower than what single requests find', () => {
    expect(counterexample(answer, 400)).toBeUndefined();
  });

  test('says of some that nobody gets in, and of some that somebody does', () => {
    const policies = fc.sample(keyPolicy, 400).map((policy) => answer(policy).length);
    expect(policies.filter((ways) => ways === 0).length).toBeGreaterThan(40);
    expect(policies.filter((ways) => ways > 0).length).toBeGreaterThan(40);
  });

  test.each<[string, RegExp]>([
    ['an external id', /sts:ExternalId/],
    ['the account of the resource', /aws:ResourceAccount/],
    ['what holds without the key', /holds for a request without/],
    ['whom it does not name', /nobody else/],
  ])('would be found out if it took %s for a bond', (_, because) => {
    const shortcut: Answer = (policy) => answer(policy).filter(({ how }) => !because.test(how));
    expect(counterexample(shortcut, 3000)).toBeDefined();
  });
});

const allow = (principal: unknown, condition: unknown, version = '2012-10-17'): PolicyDocument => ({
  Version: version,
  Statement: [{ Effect: 'Allow', Principal: principal, Action: 'kms:Decrypt', Resource: '*', Condition: condition }],
});
const says = (policy: PolicyDocument): readonly string[] => answer(policy).map(sentenceOf);

describe('everybody gets in', () => {
  test.each<[string, unknown, string]>([
    ['without a condition', {}, 'every account in (kms:Decrypt)'],
    [
      'under an external id',
      { StringEquals: { 'sts:ExternalId': 'x' } },
      'every account in (kms:Decrypt): sts:ExternalId keeps nobody out: whoever asks writes it into the request',
    ],
    [
      'under a name that anybody can bear',
      { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/deploy-*' } },
      'every account in (kms:Decrypt): aws:PrincipalArn arn:aws:iam::*:role/deploy-* keeps nobody out: it leaves the account open',
    ],
    [
      'of an organization',
      { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
      'every account of organization o-1 in (kms:Decrypt)',
    ],
    [
      'under what the resource is',
      { StringEquals: { 'aws:ResourceAccount': OWN } },
      'every account in (kms:Decrypt): aws:ResourceAccount keeps nobody out: the account of the resource that is asked for: it says where a request leads, not who makes it',
    ],
    [
      'under what only the deployment knows',
      { StringEquals: { 'aws:PrincipalAccount': '{{resolve:ssm:/own/account}}' } },
      'every account in (kms:Decrypt): what aws:PrincipalAccount has to be is only known to the deployment',
    ],
  ])('%s', (_, condition, sentence) => {
    expect(says(allow({ AWS: '*' }, condition))).toContain(sentence);
  });
});

describe('nobody else gets in', () => {
  test.each<[string, PolicyDocument]>([
    ['who is not of the account', allow('*', { StringEquals: { 'aws:PrincipalAccount': OWN } })],
    ['whose ARN is not of the account', allow('*', { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${OWN}:role/*` } })],
    ['for whom a service does not come', allow('*', { StringEquals: { 'aws:SourceAccount': OWN } })],
    [
      'whose log groups CloudWatch Logs does not encrypt',
      allow(
        { Service: 'logs.us-east-1.amazonaws.com' },
        { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:us-east-1:${OWN}:log-group:*` } },
      ),
    ],
    [
      'where everybody else is refused',
      {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' },
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 'kms:*',
            Resource: '*',
            Condition: { StringNotEquals: { 'aws:PrincipalAccount': OWN } },
          },
        ],
      },
    ],
  ])('%s', (_, policy) => {
    expect(says(policy)).toEqual([]);
  });
});

describe('a Deny by whether a service asks', () => {
  const kept = (value: string, operator: string): PolicyDocument => ({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' },
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'kms:*',
        Resource: '*',
        Condition: { [operator]: { 'aws:PrincipalIsAWSService': value } },
      },
    ],
  });

  test.each([
    ['Bool', 'false', ['anybody', 'every service for every account']],
    ['BoolIfExists', 'false', ['every service for every account']],
    ['ForAllValues:Bool', 'false', ['every service for every account']],
    ['Bool', 'true', ['anybody', 'every account']],
    ['BoolIfExists', 'true', ['every account']],
    ['Bool', '*', ['anybody', 'every account']],
  ])('%s %s leaves %j', (operator, value, left) => {
    expect(says(kept(value, operator))).toEqual(left.map((who) => `${who} in (kms:*)`));
  });
});
