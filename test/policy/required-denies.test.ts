import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluate, type PolicyDocument, type RequestContext } from '../../lib/policy';
import { type Case, gapsIn, type Required, sentenceOfGap } from '../../lib/policy/required-denies';

const ARN = 'arn:aws:s3:::bucket/*';
const KEY = 's3:x-amz-server-side-encryption-aws-kms-key-id';
const PLAIN: Case = {
  who: 'whoever comes without TLS',
  facts: { 'aws:SecureTransport': { is: 'equal', to: 'false' } },
};
const NO_KEY: Case = { who: 'whoever names no key', facts: { [KEY]: { is: 'absent' } } };
const OTHER_KEY: Case = { who: 'whoever names another key', facts: { [KEY]: { is: 'other', than: ['ours'] } } };
const OLD_TLS: Case = { who: 'whoever comes with old TLS', facts: { 's3:TlsVersion': { is: 'below', than: 1.2 } } };

const asked = (one: Case): Required => ({ of: 'everybody', calls: [['s3:PutObject', ARN]], cases: [one] });
/** What is undefined is not there. */
const policy = (statement: Readonly<Record<string, unknown>>): PolicyDocument => {
  const whole = { Sid: 'Refuse', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: ARN, ...statement };
  const there = Object.entries(whole).filter(([, value]) => value !== undefined);
  return { Version: '2012-10-17', Statement: [Object.fromEntries(there)] };
};
const gaps = (statement: Readonly<Record<string, unknown>>, one: Case): readonly string[] =>
  gapsIn([policy(statement)], asked(one)).map(sentenceOfGap);

const TLS = { Bool: { 'aws:SecureTransport': 'false' } };
const NOT_OURS = { StringNotEquals: { [KEY]: 'ours' } };

describe('a Deny implies what is required', () => {
  test.each<[string, Readonly<Record<string, unknown>>, Case]>([
    ['without TLS', { Condition: TLS }, PLAIN],
    ['without TLS, for all actions', { Condition: TLS, Action: '*', Resource: '*' }, PLAIN],
    ['without TLS, for all but others', { Condition: TLS, Action: undefined, NotAction: 'kms:*' }, PLAIN],
    ['without a key', { Condition: NOT_OURS }, NO_KEY],
    ['with another key', { Condition: NOT_OURS }, OTHER_KEY],
    ['with another key, if there', { Condition: { StringNotEqualsIfExists: { [KEY]: ['ours'] } } }, OTHER_KEY],
    ['with old TLS', { Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }, OLD_TLS],
    ['whatever comes', { Condition: undefined }, OLD_TLS],
  ])('%s', (_, statement, one) => {
    expect(gaps(statement, one)).toEqual([]);
  });
});

/** Every form of an exception in a Deny, with what the sentence says of it. */
const EXCEPTIONS: readonly (readonly [string, Readonly<Record<string, unknown>>, Case, RegExp])[] = [
  [
    'addresses',
    { Condition: { ...TLS, NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } },
    PLAIN,
    /NotIpAddress aws:SourceIp 192/,
  ],
  ['a tag', { Condition: { ...TLS, StringNotEquals: { 'aws:PrincipalTag/ops': 'yes' } } }, PLAIN, /PrincipalTag\/ops/],
  [
    'a role',
    { Condition: { ...TLS, ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/ops' } } },
    PLAIN,
    /PrincipalArn/,
  ],
  ['a second VPC', { Condition: { ...TLS, StringNotEquals: { 'aws:SourceVpc': 'vpc-2' } } }, PLAIN, /aws:SourceVpc/],
  ['somebody', { Condition: TLS, Principal: undefined, NotPrincipal: { AWS: '111111111111' } }, PLAIN, /spares/],
  ['all but one', { Condition: TLS, Principal: { AWS: '111111111111' } }, PLAIN, /speaks to .*111111111111.* only/],
  ['other actions', { Condition: TLS, Action: ['s3:GetObject', 's3:Delete*'] }, PLAIN, /no statement/],
  ['the action', { Condition: TLS, Action: undefined, NotAction: ['s3:Put*'] }, PLAIN, /spares s3:Put\*/],
  ['a folder', { Condition: TLS, Resource: 'arn:aws:s3:::bucket/a/*' }, PLAIN, /speaks of .*bucket\/a\/\* only/],
  [
    'all but a folder',
    { Condition: TLS, Resource: undefined, NotResource: 'arn:aws:s3:::bucket/a/*' },
    PLAIN,
    /spares/,
  ],
  ['the other value', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }, PLAIN, /every such/],
  ['who names no key', { Condition: { ...NOT_OURS, Null: { [KEY]: 'false' } } }, NO_KEY, /without .*key-id/],
  ['who names none of it', { Condition: { 'ForAnyValue:StringNotEquals': { [KEY]: 'ours' } } }, NO_KEY, /without/],
  ['a second key', { Condition: { StringNotEquals: { [KEY]: ['ours', 'theirs'] } } }, OTHER_KEY, /theirs/],
  ['keys like ours', { Condition: { StringNotLike: { [KEY]: 'our*' } } }, OTHER_KEY, /our\*/],
  [
    'what a variable says',
    { Condition: { StringNotEquals: { [KEY]: '${aws:PrincipalTag/key}' } } },
    OTHER_KEY,
    /key-id/,
  ],
  [
    'what the deployment knows',
    { Condition: { StringNotEquals: { [KEY]: '{{resolve:ssm:k}}' } } },
    OTHER_KEY,
    /deployment/,
  ],
  ['what nobody knows', { Condition: { Resembles: { [KEY]: 'ours' } } }, OTHER_KEY, /Resembles/],
  ['TLS 1.1', { Condition: { NumericLessThan: { 's3:TlsVersion': 1.1 } } }, OLD_TLS, /1.1/],
  [
    'what goes without the key',
    { Condition: { BoolIfExists: TLS.Bool, Null: { 'aws:userid': 'true' } } },
    PLAIN,
    /userid/,
  ],
];

describe('a Deny leaves out', () => {
  test.each(EXCEPTIONS.map((each) => [...each] as const))('%s', (_, statement, one, because) => {
    const found = gaps(statement, one);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(because);
    expect(found[0]?.startsWith(`${one.who} is not refused s3:PutObject on ${ARN}: `)).toBe(true);
  });

  test('everything where there is none', () => {
    expect(gapsIn([], asked(PLAIN)).map(sentenceOfGap)).toEqual([
      `${PLAIN.who} is not refused s3:PutObject on ${ARN}: no statement denies it`,
    ]);
  });
});

describe('where random Deny statements are said to imply it', () => {
  const condition = fc.constantFrom<Readonly<Record<string, unknown>>>(
    ...EXCEPTIONS.flatMap(([, { Condition: one }]) => (one ? [one as Readonly<Record<string, unknown>>] : [])),
    {},
    TLS,
    NOT_OURS,
    { Null: { [KEY]: 'false' } },
    { 'ForAllValues:StringNotEquals': { [KEY]: 'ours' } },
  );
  const statement = fc.record({
    Effect: fc.constantFrom('Deny', 'Allow'),
    Principal: fc.constantFrom<unknown>('*', { AWS: '*' }, { AWS: '111111111111' }),
    Action: fc.constantFrom('s3:*', 's3:PutObject', 's3:Put?bject', 's3:P*', 's3:Get*'),
    Resource: fc.constantFrom('*', ARN, 'arn:aws:s3:::b*/*', 'arn:aws:s3:::bucket/a*'),
    Condition: condition,
  });
  const context = fc.record(
    {
      'aws:SourceIp': fc.constantFrom('192.0.2.1', '10.0.0.1'),
      'aws:SourceVpc': fc.constantFrom('vpc-1', 'vpc-2'),
      'aws:PrincipalTag/ops': fc.constantFrom('yes', 'no'),
      'aws:SecureTransport': fc.constantFrom('true', 'false'),
      's3:TlsVersion': fc.constantFrom('1.0', '1.1', '1.2', '1.3'),
      [KEY]: fc.constantFrom('ours', 'theirs', 'our-other'),
    },
    { requiredKeys: [] },
  );
  const carries = (one: Case, values: RequestContext): boolean =>
    Object.entries(one.facts).every(([key, fact]) => {
      const value = values[key];
      if (fact.is === 'absent') return value === undefined;
      if (fact.is === 'equal') return value === fact.to;
      return fact.is === 'other'
        ? value !== undefined && !fact.than.includes(String(value))
        : value !== undefined && Number(value) < fact.than;
    });

  test('no single request of the case gets by', () => {
    const requests = fc.sample(context, 100);
    let implied = 0;
    for (const statements of fc.sample(fc.array(statement, { maxLength: 2 }), 400)) {
      for (const one of [PLAIN, NO_KEY, OTHER_KEY, OLD_TLS]) {
        const document: PolicyDocument = { Version: '2012-10-17', Statement: statements };
        if (gapsIn([document], asked(one)).length > 0) continue;
        implied++;
        const by = requests
          .filter((values) => carries(one, values))
          .find((values) => {
            const decision = evaluate([document], {
              principal: { kind: 'anonymous' },
              action: 's3:PutObject',
              resource: 'arn:aws:s3:::bucket/x',
              context: values,
            });
            return !(decision.effect === 'deny' && decision.explicit);
          });
        expect({ document, one: one.who, by }).toEqual({ document, one: one.who, by: undefined });
      }
    }
    expect(implied).toBeGreaterThan(5);
  });
});
