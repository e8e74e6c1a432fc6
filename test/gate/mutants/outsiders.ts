import { describe, expect, test } from '@jest/globals';
import table from '../../../lib/policy/condition-keys.json';
import { EXCEPTIONS, EXCEPTIONS_OF_RESOURCES } from './exceptions';
import type { Place, Resources, Workbench } from './mutant';

/**
 * Every type of policy, opened to everybody under every kind of condition key: one statement of each, in one template. A new
 * row of lib/policy/condition-keys.json brings its own.
 */

export type Statement = Readonly<Record<string, unknown>>;

/** An account that nobody means. */
export const SOMEBODY = '999999999999';

/** What lets everybody in who asks by himself: keys that AWS sets, left open; and all that anybody can meet. */
const opened = table.rows.flatMap(({ keys: [key = ''], aws, form }): readonly (readonly [string, Statement])[] => {
  const name = key.replace(/\*$/, 'team');
  const values: Readonly<Record<string, string>> = {
    account: '1*',
    arn: 'arn:aws:iam::*:role/deploy-*',
    organization: 'o-somebody',
    flag: 'false',
  };
  if (aws === 'absent') return [];
  const operator = form === 'flag' ? 'Bool' : 'StringLike';
  return [[name, { Principal: { AWS: '*' }, Condition: { [operator]: { [name]: values[form] ?? 'something' } } }]];
});

/** What lets a service in for everybody, and principals who are not meant. */
const others: readonly (readonly [string, Statement])[] = [
  ['no condition', { Principal: '*' }],
  ['who is not named', { NotPrincipal: { AWS: `arn:aws:iam::${SOMEBODY}:root` } }],
  ['a whole account', { Principal: { AWS: `arn:aws:iam::${SOMEBODY}:root` } }],
  ['one of another account', { Principal: { AWS: `arn:aws:iam::${SOMEBODY}:role/delivery-validation` } }],
  ['whoever is vouched for', { Principal: { Federated: 'arn:aws:iam::222222222222:saml-provider/x' } }],
  [
    'what holds without the key',
    { Principal: '*', Condition: { StringEqualsIfExists: { 'aws:PrincipalAccount': '222222222222' } } },
  ],
  [
    'what holds for no value',
    { Principal: '*', Condition: { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-own' } } },
  ],
  ['what is there', { Principal: '*', Condition: { Null: { 'aws:PrincipalAccount': 'false' } } }],
  ['whom it is not', { Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalAccount': SOMEBODY } } }],
  [
    'what the deployment knows',
    { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': '{{resolve:ssm:/own/account}}' } } },
  ],
  [
    'a parameter',
    { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': { Ref: 'OwnAccountParameter' } } } },
  ],
  [
    'an import',
    { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': { 'Fn::ImportValue': 'own' } } } },
  ],
  [
    'a variable',
    { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': '${aws:PrincipalAccount}' } } },
  ],
];
const services: readonly (readonly [string, Statement])[] = [
  ['a service', { Principal: { Service: 'x.amazonaws.com' } }],
  [
    'a bucket of anybody',
    {
      Principal: { Service: 'x.amazonaws.com' },
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::inbox-*' } },
    },
  ],
  [
    'a service for an organization',
    { Principal: { Service: 'x.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceOrgID': 'o-somebody' } } },
  ],
];

/** Where a statement goes, and the rule that must name it. */
export interface Where {
  readonly rule: string;
  readonly action: string;
  /** Whether a service that comes for anybody is an outsider there. */
  readonly services: boolean;
  readonly put: (bench: Workbench, statements: readonly Statement[]) => void;
  /** Whether each statement is a policy of its own. @default false */
  readonly alone?: boolean;
}

const into =
  (prefix: string, type: string, property: string): Where['put'] =>
  (bench, statements) => {
    bench.statements(prefix, type, property).push(...statements);
  };

/** Each statement in a resource of its own. */
export const beside =
  (type: string, properties: (statement: Statement) => Record<string, unknown>): Where['put'] =>
  (bench, statements) => {
    for (const [at, statement] of statements.entries()) bench.add(`Beside${at}`, type, properties(statement));
  };

/** A policy of statements. */
export const document = (...statements: readonly Statement[]) => ({ Version: '2012-10-17', Statement: statements });
const idOf = (resources: Resources, prefix: string, type: string): string =>
  Object.entries(resources).find(([id, { Type }]) => id.startsWith(prefix) && Type === type)?.[0] ?? '';

/** An endpoint reaches resources of the account only, whoever asks. */
const within = (statement: Statement): Statement => {
  const { Condition: condition, Effect: effect } = statement as { Condition?: Record<string, object>; Effect?: string };
  if (effect === 'Deny') return statement;
  const own = { ...condition?.['StringEquals'], 'aws:ResourceAccount': '222222222222' };
  return { ...statement, Condition: { ...condition, StringEquals: own } };
};

const PLACES: Readonly<Record<string, Where>> = {
  'an endpoint policy': {
    rule: 'ZT-03-EndpointsForThisAccountOnly',
    action: 's3:GetObject',
    services: true,
    put: (bench, statements) =>
      bench.statements('NetworkS3Endpoint', 'AWS::EC2::VPCEndpoint', 'PolicyDocument').push(...statements.map(within)),
  },
  'a trust policy': {
    rule: 'ZT-09-RolesTrustNobodyElse',
    action: 'sts:AssumeRole',
    services: false,
    alone: true,
    put: beside('AWS::IAM::Role', (statement) => ({ AssumeRolePolicyDocument: document(statement) })),
  },
  'a key policy': {
    rule: 'ZT-05-KeysKnowTheirUsers',
    action: 'kms:Decrypt',
    services: true,
    put: into('DataKey', 'AWS::KMS::Key', 'KeyPolicy'),
  },
  'a bucket policy': {
    rule: 'ZT-08-BucketsGuarded',
    action: 's3:GetObject',
    services: true,
    put: into('StorageDataPolicy', 'AWS::S3::BucketPolicy', 'PolicyDocument'),
  },
  'a queue policy': {
    rule: 'ZT-05-QueuesGuarded',
    action: 'sqs:SendMessage',
    services: true,
    put: into('ProcessingWorkloadDeadLettersPolicy', 'AWS::SQS::QueuePolicy', 'PolicyDocument'),
  },
  'a topic policy': {
    rule: 'ZT-13-AlarmsReachSomebody',
    action: 'sns:Publish',
    services: true,
    put: into('AlarmsTopicPolicy', 'AWS::SNS::TopicPolicy', 'PolicyDocument'),
  },
  'a table policy': {
    rule: 'ZT-09-PoliciesLetNobodyElseIn',
    action: 'dynamodb:GetItem',
    services: true,
    put: into('AddedVisitsTable', 'AWS::DynamoDB::Table', 'ResourcePolicy.PolicyDocument'),
  },
  'a secret policy': {
    rule: 'ZT-10-SecretsRotate',
    action: 'secretsmanager:GetSecretValue',
    services: true,
    put: (bench, statements) =>
      bench.add('Beside', 'AWS::SecretsManager::ResourcePolicy', {
        SecretId: { Ref: idOf(bench.resources, 'KeyRing', 'AWS::SecretsManager::Secret') },
        ResourcePolicy: document(...statements),
      }),
  },
};

/** What a rule says of the dev target, or the pipeline, with one thing changed. */
export type SaidBy = (rule: string, change: (bench: Workbench) => void, place?: Place) => readonly string[];

/** Tests of them, or of other places. */
export const describeOutsiders = (saidBy: SaidBy, places: Readonly<Record<string, Where>> = PLACES): void => {
  describe.each(Object.entries(places))('%s', (_, { rule, action, services: counts, put, alone = false }) => {
    const allow = (statement: Statement) => ({ Effect: 'Allow', Action: action, Resource: '*', ...statement });

    test('is open under every key that keeps nobody out, and the finding says which', () => {
      const said = saidBy(rule, (bench) =>
        put(
          bench,
          opened.map(([, statement]) => allow(statement)),
        ),
      );
      const unsaid = opened
        .map(([key]) => key)
        .filter((key) => !said.some((each) => each.includes(`${key} `) || each.includes('o-somebody')));
      expect(unsaid).toEqual([]);
    });

    test.each([...others, ...(counts ? services : [])])('is open by %s', (_what, statement) => {
      expect(saidBy(rule, (bench) => put(bench, [allow(statement)]))).not.toEqual([]);
    });

    test.each<[string, Statement]>([
      ['the account', { Principal: { AWS: 'arn:aws:iam::222222222222:root' } }],
      [
        'everybody of the account',
        { Principal: { AWS: '*' }, Condition: { StringEquals: { 'aws:PrincipalAccount': '222222222222' } } },
      ],
    ])('is not open by %s', (_what, statement) => {
      expect(saidBy(rule, (bench) => put(bench, [allow(statement)]))).toEqual([]);
    });

    if (alone) return;
    const refuse = (): Record<string, unknown> => ({
      ...allow({ Principal: '*' }),
      Effect: 'Deny',
      Condition: { StringNotEquals: { 'aws:PrincipalAccount': '222222222222' } },
    });
    const guarded = (deny: Statement) =>
      saidBy(rule, (bench) => put(bench, [allow({ Principal: { AWS: '*' } }), deny]));

    test('is closed by a Deny to everybody else', () => {
      const said = guarded(refuse());
      // Who comes without a signature carries no account, and S3's and other services' calls none that a policy could ask.
      expect(said.filter((each) => each.includes('every account'))).toEqual([]);
    });

    test.each(Object.entries({ ...EXCEPTIONS, ...EXCEPTIONS_OF_RESOURCES }))(
      'is open by a Deny with an exception %s',
      (_what, except) => {
        const deny = refuse();
        except(deny);
        expect(guarded(deny).join()).toContain('every account');
      },
    );
  });
};
