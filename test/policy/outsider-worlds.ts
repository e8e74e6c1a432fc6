import fc from 'fast-check';
import { evaluate, type PolicyDocument, type Request, type RequestContext } from '../../lib/policy';
import type { Way } from '../../lib/policy/outsiders';
import type { Intended } from '../../lib/policy/parties';
import { contextsOfStranger } from '../../lib/policy/service-calls';

/** Random policies on a key, and random requests of those who are not meant, as AWS would make them. */

export const OWN = '111111111111';
const OTHERS = ['222222222222', '999999999999'];
export const FRIEND = 'arn:aws:iam::222222222222:role/friend';
export const GUARDED = { type: 'AWS::KMS::Key', region: 'us-east-1' };
export const INTENDED: Intended = { accounts: [OWN], principal: (arn) => arn === FRIEND };

const KEY = `arn:aws:kms:us-east-1:${OWN}:key/1`;
const LOGS = 'logs.us-east-1.amazonaws.com';
const SERVICES = [LOGS, 'events.amazonaws.com', 'cloudtrail.amazonaws.com', 'x.amazonaws.com'];
const NAMES = ['role/worker', 'role/deploy-1', 'user/ann', 'root'];
const ORGANIZATIONS = ['o-own', 'o-other'];

const arnsOf = (account: string): readonly string[] => [
  `arn:aws:logs:us-east-1:${account}:log-group:a`,
  `arn:aws:cloudtrail:us-east-1:${account}:trail/a`,
  `arn:aws:events:us-east-1:${account}:rule/a`,
];
const BUCKETS = ['arn:aws:s3:::inbox-1', `arn:aws:s3:::inbox-1/x:${OWN}:log-group:a`];
const ACCOUNTS = [OWN, ...OTHERS];

const some = <T>(from: readonly T[]): fc.Arbitrary<T | T[]> =>
  fc.oneof(fc.constantFrom(...from), fc.array(fc.constantFrom(...from), { minLength: 1, maxLength: 2 }));

const PATTERNS = [
  ...ACCOUNTS.flatMap((account) => [...arnsOf(account), ...NAMES.map((name) => `arn:aws:iam::${account}:${name}`)]),
  ...BUCKETS,
  FRIEND,
  ...['arn:aws:iam::*:role/deploy-*', `arn:aws:iam::${OWN}:*`, `arn:*:*:*:${OWN}:*`, 'arn:aws:s3:::inbox-*', '*'],
  ...[`arn:aws:logs:*:${OWN}:log-group:*`, `arn:aws:s3:*:${OWN}:log-group:*`, `arn:aws:cloudtrail:*:${OWN}:trail/*`],
  ...[`*:${OWN}:*`, 'arn:aws:iam::${aws:PrincipalAccount}:*', 'arn:aws:iam::11111111111?:*'],
];

/** Keys, with values of policies and requests for them. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  'aws:PrincipalAccount': [...ACCOUNTS, '1*', '*', 'anonymous', '${aws:PrincipalAccount}', '{{resolve:ssm:own}}'],
  'kms:CallerAccount': ACCOUNTS,
  'aws:PrincipalArn': PATTERNS,
  'aws:PrincipalOrgID': [...ORGANIZATIONS, 'o-*'],
  'aws:PrincipalIsAWSService': ['true', 'false'],
  'aws:PrincipalServiceName': [...SERVICES, '*'],
  'aws:SourceAccount': [...ACCOUNTS, '1*'],
  'aws:SourceArn': PATTERNS,
  'aws:SourceOrgID': ORGANIZATIONS,
  'kms:EncryptionContext:aws:logs:arn': PATTERNS,
  'kms:EncryptionContext:tenant': ['a', 'b'],
  'aws:ResourceAccount': ACCOUNTS,
  'sts:ExternalId': ['a', 'b'],
  'aws:SourceIp': ['10.0.0.0/8', '10.1.2.3'],
  'aws:SourceVpc': ['vpc-1', 'vpc-2'],
  'aws:SecureTransport': ['true', 'false'],
  'aws:CurrentTime': ['2026-01-01T00:00:00Z'],
  'aws:PrincipalTag/team': ['a', 'b'],
  'kms:ViaService': ['s3.us-east-1.amazonaws.com'],
};

const BASES = ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'ArnLike', 'ArnNotLike', 'ArnEquals'];
const OPERATORS = [...BASES, ...BASES, 'StringEqualsIgnoreCase', 'Bool', 'IpAddress', 'NotIpAddress', 'NumericEquals'];

const operator = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...OPERATORS) },
  fc.constantFrom(...OPERATORS).map((name) => `${name}IfExists`),
  fc
    .tuple(fc.constantFrom('ForAnyValue:', 'ForAllValues:'), fc.constantFrom(...OPERATORS))
    .map(([set, name]) => set + name),
);

const entry = fc.constantFrom(...Object.entries(VALUES)).chain(([key, values]) =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.tuple(operator, some(values)).map(([name, value]) => ({ [name]: { [key]: value } })),
    },
    fc.constantFrom('true', 'false').map((value) => ({ Null: { [key]: value } })),
  ),
);

const condition = fc.array(entry, { maxLength: 3 }).map((entries) => {
  const made: Record<string, Record<string, unknown>> = {};
  for (const each of entries) {
    for (const [name, keys] of Object.entries(each)) made[name] = { ...made[name], ...keys };
  }
  return made;
});

const AWS = ['*', ...ACCOUNTS, `arn:aws:iam::${OWN}:root`, 'arn:aws:iam::222222222222:root', FRIEND];
const principal = fc.oneof(
  fc.constant<unknown>({ Principal: '*' }),
  fc.constant<unknown>({ Principal: { AWS: '*' } }),
  some([...AWS, 'arn:aws:iam::222222222222:role/worker']).map((each) => ({ Principal: { AWS: each } })),
  some(SERVICES).map((each) => ({ Principal: { Service: each } })),
  some(AWS.slice(1)).map((each) => ({ NotPrincipal: { AWS: each } })),
);

const ACTIONS = ['kms:Decrypt', 'kms:*', 'kms:D*', '*', 'kms:Encrypt'];
const statement = fc
  .tuple(
    fc.constantFrom('Allow', 'Allow', 'Deny'),
    principal,
    fc.oneof(
      { weight: 6, arbitrary: some(ACTIONS).map((each) => ({ Action: each })) },
      fc.constant({ NotAction: 'kms:Encrypt' }),
    ),
    fc.constantFrom({ Resource: '*' }, { Resource: '*' }, { Resource: KEY }, {}),
    condition,
  )
  .map(([effect, who, what, where, when]) => Object.assign({ Effect: effect, Condition: when }, who, what, where));

/** A policy of a key, in the part of the language that is supported. */
export const keyPolicy: fc.Arbitrary<PolicyDocument> = fc.record({
  Version: fc.constantFrom('2012-10-17', '2012-10-17', '2008-10-17'),
  Statement: fc.array(statement, { minLength: 1, maxLength: 3 }),
});

/** What anybody can have in his request, chosen so that it meets conditions. */
const choices = fc
  .record(
    {
      'kms:EncryptionContext:aws:logs:arn': fc.constantFrom(...ACCOUNTS.flatMap(arnsOf)),
      'kms:EncryptionContext:tenant': fc.constantFrom('a', 'b'),
      'sts:ExternalId': fc.constantFrom('a', 'b'),
      'aws:SourceIp': fc.constantFrom('10.1.2.3', '192.0.2.1'),
      'aws:SourceVpc': fc.constantFrom('vpc-1', 'vpc-2'),
      'aws:SecureTransport': fc.constantFrom('true', 'false'),
      'aws:CurrentTime': fc.constantFrom('2026-01-01T00:00:00Z', '2030-01-01T00:00:00Z'),
      'kms:ViaService': fc.constantFrom('s3.us-east-1.amazonaws.com'),
    },
    { requiredKeys: [] },
  )
  .map((context): RequestContext => ({ ...context, 'aws:ResourceAccount': OWN }));

const ofAccounts = fc
  .tuple(
    fc.constantFrom(...OTHERS),
    fc.constantFrom(...NAMES),
    choices,
    fc.record(
      {
        'aws:PrincipalOrgID': fc.constantFrom(...ORGANIZATIONS),
        'aws:PrincipalTag/team': fc.constantFrom('a', 'b'),
      },
      { requiredKeys: [] },
    ),
    fc.boolean(),
  )
  .map(
    ([account, name, context, own, calls]): Request => ({
      principal: { kind: 'aws', account, arn: `arn:aws:iam::${account}:${name}` },
      action: 'kms:Decrypt',
      resource: KEY,
      context: { ...context, ...own, ...(calls && { 'kms:CallerAccount': account }) },
    }),
  );

const withoutContext = (context: RequestContext): RequestContext => {
  const { 'kms:EncryptionContext:aws:logs:arn': _, ...rest } = context;
  return rest;
};

const ofServices = fc
  .tuple(
    fc.constantFrom(...SERVICES.slice(1)),
    fc.constantFrom(...OTHERS),
    choices.map(withoutContext),
    fc.subarray(['aws:SourceAccount', 'aws:SourceArn', 'aws:SourceOrgID']),
    fc.nat(4),
  )
  .map(([service, account, context, sent, which]): Request => {
    const all: Readonly<Record<string, string>> = {
      'aws:SourceAccount': account,
      'aws:SourceArn': [...arnsOf(account), ...BUCKETS][which] ?? '',
      'aws:SourceOrgID': ORGANIZATIONS[which % 2] ?? '',
    };
    const source = Object.fromEntries(sent.map((key) => [key, all[key] ?? '']));
    return {
      principal: { kind: 'service', service },
      action: 'kms:Decrypt',
      resource: KEY,
      context: { ...context, ...source },
    };
  });

const ofLogs = fc
  .tuple(fc.constantFrom(...OTHERS), choices.map(withoutContext), fc.nat())
  .map(([account, context, which]): Request => {
    const worlds = contextsOfStranger('logs-encrypts', {
      account,
      region: GUARDED.region,
      source: arnsOf(account)[0] ?? '',
    });
    return {
      principal: { kind: 'service', service: LOGS },
      action: 'kms:Decrypt',
      resource: KEY,
      context: { ...context, ...worlds[which % worlds.length] },
    };
  });

const unsigned = fc.tuple(choices, fc.boolean()).map(
  ([context, says]): Request => ({
    principal: { kind: 'anonymous' },
    action: 'kms:Decrypt',
    resource: KEY,
    context: { ...context, ...(says && { 'aws:PrincipalAccount': 'anonymous' }) },
  }),
);

/** A request of somebody who is not meant. */
export const outsider: fc.Arbitrary<Request> = fc.oneof(
  { weight: 3, arbitrary: ofAccounts },
  { weight: 2, arbitrary: ofServices },
  ofLogs,
  unsigned,
);

/** Whether a way in speaks of whoever makes a request. */
const speaksOf = ({ who }: Way, { principal: asks }: Request): boolean => {
  if (who === 'somebody') return true;
  switch (asks.kind) {
    case 'anonymous':
      return who === 'anybody';
    case 'aws':
      return who.startsWith('every account') || who.includes(asks.account);
    case 'service':
      return who.startsWith(`${asks.service} for `) || who.startsWith('every '); // every account has every service
    default:
      return asks satisfies never;
  }
};

/** A request that the evaluator lets through and of which the answer in sets says nothing. */
export const missed = (
  policy: PolicyDocument,
  ways: readonly Way[],
  requests: readonly Request[],
): Request | undefined =>
  requests.find(
    (request) => evaluate([policy], request).effect === 'allow' && !ways.some((way) => speaksOf(way, request)),
  );
