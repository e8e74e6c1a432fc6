import { describe, expect, test } from '@jest/globals';
import table from '../../../lib/policy/condition-keys.json';
import type { Place, Resources, Workbench } from './mutant';

/**
 * Every type of policy, opened to everybody under every kind of condition key: one statement of each, in one template. A new
 * row of lib/policy/condition-keys.json brings its own.
 */

type Statement = Readonly<Record<string, unknown>>;

const SOMEBODY = '999999999999';

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
interface Where {
  readonly rule: string;
  readonly action: string;
  /** Whether a service that comes for anybody is an outsider there. */
  readonly services: boolean;
  readonly put: (bench: Workbench, statements: readonly Statement[]) => void;
}

const into =
  (prefix: string, type: string, property: string): Where['put'] =>
  (bench, statements) => {
    bench.statements(prefix, type, property).push(...statements);
  };

const beside =
  (type: string, properties: (statement: Statement) => Record<string, unknown>): Where['put'] =>
  (bench, statements) => {
    for (const [at, statement] of statements.entries()) bench.add(`Beside${at}`, type, properties(statement));
  };

const document = (...statements: readonly Statement[]) => ({ Version: '2012-10-17', Statement: statements });
const idOf = (resources: Resources, prefix: string, type: string): string =>
  Object.entries(resources).find(([id, { Type }]) => id.startsWith(prefix) && Type === type)?.[0] ?? '';

const PLACES: Readonly<Record<string, Where>> = {
  'a trust policy': {
    rule: 'ZT-09-RolesTrustNobodyElse',
    action: 'sts:AssumeRole',
    services: false,
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

/** Tests of all of them. */
export const describeOutsiders = (saidBy: SaidBy): void => {
  describe.each(Object.entries(PLACES))('%s', (_, { rule, action, services: counts, put }) => {
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
  });
};
