import fc from 'fast-check';
import type { PolicyDocument, Request } from '../../lib/policy';

const ACCOUNT = '111111111111';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/worker`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/worker/s1`;
const SERVICE = 'logs.us-east-1.amazonaws.com';

const oneOrMore = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> => fc.oneof(one, fc.array(one, { maxLength: 3 }));

const junk = fc.jsonValue({ maxDepth: 2 });

const value = fc.oneof(
  fc.constantFrom(
    'a',
    'A',
    'ab',
    'a*',
    '?b',
    '*',
    '',
    'true',
    'false',
    '10',
    '9.5',
    '-1',
    '${k:b}',
    "${k:x, 'a'}",
    '${*}',
  ),
  fc.constantFrom('10.0.0.0/8', '10.1.2.3', '2001:db8::/32', '2001:db8::1', '::ffff:10.0.0.1', '10.0.0.0/33'),
  fc.constantFrom('2026-01-01', '2026-01-01T00:00:00Z', '2026-02-30', '1767225600', '2025-12-31T23:00:00-01:00'),
  fc.constantFrom('arn:aws:s3:::bucket/key', 'arn:aws:*:::bucket/*', 'arn:aws:s3:::bucket', ROLE),
  fc.string({ maxLength: 4 }),
);

const base = fc.constantFrom(
  ...['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'StringLike'],
  ...['StringNotLike', 'ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike', 'Bool', 'Null', 'BinaryEquals'],
  ...['NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericGreaterThanEquals', 'IpAddress', 'NotIpAddress'],
  ...['DateEquals', 'DateNotEquals', 'DateLessThan', 'DateLessThanEquals', 'DateGreaterThan', 'DateGreaterThanEquals'],
  ...['StringResembles', ''],
);

const operator = fc
  .tuple(fc.constantFrom('', '', 'ForAnyValue:', 'ForAllValues:'), base, fc.constantFrom('', '', 'IfExists'))
  .map((parts) => parts.join(''));

const key = fc.constantFrom('k:a', 'K:A', 'k:b', 'k:absent', 'aws:PrincipalAccount', 'aws:PrincipalArn');

const condition = fc.dictionary(
  operator,
  fc.dictionary(key, fc.oneof({ weight: 9, arbitrary: oneOrMore(value) }, junk), { maxKeys: 2 }),
  { maxKeys: 2 },
);

const awsPrincipal = fc.constantFrom(
  '*',
  ACCOUNT,
  `arn:aws:iam::${ACCOUNT}:root`,
  ROLE,
  SESSION,
  'AROAX',
  '222222222222',
);

const principal = fc.oneof(
  fc.constant('*'),
  fc.record(
    {
      AWS: oneOrMore(awsPrincipal),
      Service: oneOrMore(fc.constantFrom(SERVICE, 'lambda.amazonaws.com', '*')),
      Federated: fc.constant('x'),
      CanonicalUser: fc.constant('y'),
    },
    { requiredKeys: [] },
  ),
);

const action = oneOrMore(fc.constantFrom('s3:GetObject', 's3:get*', 'S3:?etObject', '*', 'kms:*'));
const resource = oneOrMore(
  fc.constantFrom('*', 'arn:aws:s3:::bucket/*', 'arn:aws:s3:::bucket/key', 'arn:aws:s3:*', 'arn:aws:s3:::${k:a}/key'),
);

const maybe = (name: string, content: fc.Arbitrary<unknown>, likely: number): fc.Arbitrary<object> =>
  fc.oneof({ weight: likely, arbitrary: content.map((given) => ({ [name]: given })) }, fc.constant({}));

/** A statement that is mostly well formed. */
export const statement = (effect: fc.Arbitrary<unknown> = fc.constantFrom('Allow', 'Deny')): fc.Arbitrary<object> =>
  fc
    .tuple(
      effect.map((given) => ({ Effect: given })),
      fc.oneof(maybe('Principal', principal, 2), maybe('NotPrincipal', principal, 1)),
      fc.oneof({ weight: 5, arbitrary: maybe('Action', action, 20) }, maybe('NotAction', action, 20)),
      fc.oneof({ weight: 5, arbitrary: maybe('Resource', resource, 20) }, maybe('NotResource', resource, 20)),
      maybe('Condition', condition, 2),
    )
    .map((parts) => Object.assign({}, ...parts));

/** A policy that is mostly well formed. */
export const policy = (of: fc.Arbitrary<unknown> = statement()): fc.Arbitrary<PolicyDocument> =>
  fc
    .record({
      Version: fc.constantFrom('2012-10-17', '2012-10-17', '2008-10-17'),
      Statement: fc.array(of, { maxLength: 4 }),
    })
    .map((document): PolicyDocument => document);

/** A policy with anything in it. */
export const brokenPolicy: fc.Arbitrary<PolicyDocument> = fc.oneof(
  policy(
    fc.oneof(
      junk,
      statement(junk),
      fc.tuple(statement(), junk).map(([one, two]) => ({ ...one, Condition: two })),
    ),
  ),
  fc.dictionary(fc.constantFrom('Version', 'Statement', 'Id', 'Other'), junk),
);

/** A request that the policies above may speak about. */
export const request: fc.Arbitrary<Request> = fc.record({
  principal: fc.constantFrom<Request['principal']>(
    { kind: 'aws', arn: SESSION, account: ACCOUNT },
    { kind: 'aws', arn: ROLE, account: ACCOUNT },
    { kind: 'service', service: SERVICE },
    { kind: 'anonymous' },
  ),
  action: fc.constantFrom('s3:GetObject', 'kms:Decrypt'),
  resource: fc.constantFrom('arn:aws:s3:::bucket/key', 'arn:aws:s3:::bucket', '*'),
  context: fc.dictionary(fc.constantFrom('k:a', 'k:b', 'k:c'), oneOrMore(value)),
});
