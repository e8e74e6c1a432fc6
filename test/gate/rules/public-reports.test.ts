import { expect, test } from '@jest/globals';
import { judgeTemplates } from '../../../lib/gate/rules';
import type { Template } from '../../../lib/gate/templates/template';

/** Policies as people have written them, after public reports, and the sentence that says who gets in and how, or who stays out. */

const trusted = (principal: unknown, condition: unknown): Template => ({
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', Condition: condition }],
        },
      },
    },
  },
});

const ROOT = { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } };
const document = (...statements: readonly object[]) => ({ Version: '2012-10-17', Statement: statements });

const EVENTS_TO_A_QUEUE: Template = {
  Resources: {
    Key: {
      Type: 'AWS::KMS::Key',
      Properties: { KeyPolicy: document({ Effect: 'Allow', Principal: ROOT, Action: 'kms:*', Resource: '*' }) },
    },
    Queue: {
      Type: 'AWS::SQS::Queue',
      Properties: { KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] }, QueueName: 'inbox' },
    },
    Policy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Queue' }],
        PolicyDocument: document({
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
          Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['Rule', 'Arn'] } } },
        }),
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['aws.kms'] },
        Targets: [{ Id: 'q', Arn: { 'Fn::Sub': 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:inbox' } }],
      },
    },
  },
};

const BUCKETS_TELL_A_TOPIC: Template = {
  Resources: {
    Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
    Policy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: 'Topic' }],
        PolicyDocument: document({
          Effect: 'Allow',
          Principal: { Service: 's3.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: { Ref: 'Topic' },
          Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::inbox-*' } },
        }),
      },
    },
  },
};

const said = (template: Template): readonly string[] => {
  const stack = { path: 'S', templateFile: '/s.template.json', account: '111122223333', region: 'us-east-1', template };
  return judgeTemplates([{ name: 'S', kind: 'target', stacks: [stack] }]).map(
    ({ rule, because }) => `${rule.id}: ${because}`,
  );
};

const NAME = 'arn:aws:iam::*:role/deploy-*';
const ORGANIZATION = { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } };

test.each<[string, Template, string]>([
  [
    'C-023',
    trusted({ AWS: '*' }, { StringLike: { 'aws:PrincipalArn': NAME } }),
    `ZT-09-RolesTrustNobodyElse: its trust policy lets every account in (sts:AssumeRole): aws:PrincipalArn ${NAME} keeps nobody out: it leaves the account open`,
  ],
  [
    'C-026',
    EVENTS_TO_A_QUEUE,
    'ZT-05-QueuesGuarded: the policy of its key Key keeps events.amazonaws.com out (kms:Decrypt: no statement allows it, with aws:SourceArn sent (reported), aws:SourceAccount sent (reported), kms:EncryptionContext:aws:sqs:arn sent (reported), aws:SecureTransport sent (unconfirmed)): events of rule Rule are lost without an error',
  ],
  [
    'C-044',
    trusted({ AWS: 'arn:aws:iam::999988887777:root' }, { StringEquals: { 'sts:ExternalId': 'shared-with-vendor' } }),
    'ZT-09-RolesTrustNobodyElse: its trust policy lets everybody of account 999988887777 in (sts:AssumeRole): sts:ExternalId keeps nobody out: whoever asks writes it into the request',
  ],
  [
    'C-045',
    trusted({ AWS: '*' }, ORGANIZATION),
    'ZT-09-RolesTrustNobodyElse: its trust policy lets every account of organization o-exampleorgid in (sts:AssumeRole)',
  ],
  [
    'C-053',
    trusted('*', ORGANIZATION),
    'ZT-09-RolesTrustNobodyElse: its trust policy lets every account of organization o-exampleorgid in (sts:AssumeRole)',
  ],
  [
    'C-055',
    BUCKETS_TELL_A_TOPIC,
    'ZT-13-AlarmsReachSomebody: its policy lets s3.amazonaws.com for every account in (sns:Publish): aws:SourceArn arn:aws:s3:::inbox-* keeps nobody out: the ARN of a bucket or object carries no account: whoever takes the name has it',
  ],
])('%s is found, with who gets in, and how', (_, template, sentence) => {
  expect(said(template)).toContain(sentence);
});

const OPEN = {
  Effect: 'Allow',
  Principal: { Service: 'x.amazonaws.com' },
  Action: 'logs:PutLogEvents',
  Resource: '*',
};

test.each<[string, string, Readonly<Record<string, unknown>>]>([
  ['a policy of log groups', 'AWS::Logs::ResourcePolicy', { PolicyDocument: JSON.stringify(document(OPEN)) }],
  ['one that cannot be read', 'AWS::Logs::ResourcePolicy', { PolicyDocument: '{' }],
  ['a policy of an inline kind', 'AWS::SQS::QueueInlinePolicy', { Queue: 'q', PolicyDocument: document(OPEN) }],
  ['a policy of a queue elsewhere', 'AWS::SQS::QueuePolicy', { Queues: ['q'], PolicyDocument: document(OPEN) }],
  ['a table', 'AWS::DynamoDB::Table', { ResourcePolicy: { PolicyDocument: document(OPEN) } }],
  ['a bus', 'AWS::Events::EventBusPolicy', { StatementId: 's', Statement: OPEN }],
  ['a bus as it was', 'AWS::Events::EventBusPolicy', { Action: 'events:PutEvents', Principal: '999988887777' }],
  [
    'a bus for an organization',
    'AWS::Events::EventBusPolicy',
    {
      Action: 'events:PutEvents',
      Principal: '*',
      Condition: { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: 'o-exampleorgid' },
    },
  ],
])('%s lets nobody else in', (_, type, properties) => {
  const found = said({ Resources: { It: { Type: type, Properties: properties } } });
  expect(found.filter((each) => each.startsWith('ZT-09-PoliciesLetNobodyElseIn: it lets '))).not.toEqual([]);
});

test('a policy of log groups for a service of the account is none', () => {
  const bound = { ...OPEN, Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } };
  const found = said({
    Resources: {
      It: { Type: 'AWS::Logs::ResourcePolicy', Properties: { PolicyDocument: JSON.stringify(document(bound)) } },
    },
  });
  expect(found.filter((each) => each.startsWith('ZT-09-PoliciesLetNobodyElseIn'))).toEqual([]);
});
