import { describe, expect, test } from '@jest/globals';
import { reviewPage } from '../../../lib/reports/review/review-page';
import { review } from '../../../lib/review/review';
import type { ReviewedTemplate } from '../../../lib/review/template';
import { changed, decided, kept, made, prod } from '../_fixtures/one-change';
import { earlier, finding, releaseOf, stack, TODAY } from '../_fixtures/releases';

const allow = (Principal: unknown, Action: string, rest: object = {}) => ({
  Effect: 'Allow',
  Principal,
  Action,
  ...rest,
});
const document = (...Statement: readonly unknown[]) => ({ Version: '2012-10-17', Statement });
const ours = { AWS: 'arn:aws:iam::222222222222:role/a' };
const theirs = { AWS: 'arn:aws:iam::999999999999:root' };
const trust = (...principals: readonly string[]) => ({
  AssumeRolePolicyDocument: document(allow({ AWS: principals }, 'sts:AssumeRole')),
});
const reader = (statement: object) => ({ Roles: ['reader'], PolicyDocument: document(statement) });
const read = allow('*', 's3:GetObject', { Resource: 'arn:aws:s3:::b/*' });
const onlyOurs = { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o' } } };
const group = (...SecurityGroupIngress: readonly object[]) => ({ GroupDescription: 'web', SecurityGroupIngress });

describe('the headline of one change', () => {
  test.each<[string, ReviewedTemplate, ReviewedTemplate]>([
    ["bad: prod's orders table is deleted: its data is lost", made('AWS::DynamoDB::Table', 'Orders'), {}],
    [
      "bad: prod's orders table is guarded less: its data may be lost",
      made('AWS::DynamoDB::Table', 'Orders', {}, kept),
      made('AWS::DynamoDB::Table', 'Orders'),
    ],
    [
      "bad: prod's ring key is deleted: what it encrypted cannot be read without it",
      made('AWS::KMS::Key', 'Ring/Key'),
      {},
    ],
    [
      "bad: prod's audit trail is deleted: the audit record has a gap while there is none",
      made('AWS::CloudTrail::Trail', 'Audit'),
      {},
    ],
    [
      'bad: prod: account 999999999999 may now decrypt on the ring key',
      ...changed(
        'AWS::KMS::Key',
        'Ring/Key',
        { KeyPolicy: document(allow(ours, 'kms:*', { Resource: '*' })) },
        {
          KeyPolicy: document(allow(ours, 'kms:*', { Resource: '*' }), allow(theirs, 'kms:Decrypt', { Resource: '*' })),
        },
      ),
    ],
    [
      'bad: prod: account 999999999999 may now act as the deploy role',
      ...changed('AWS::IAM::Role', 'Deploy/Role', trust(ours.AWS), trust(ours.AWS, theirs.AWS)),
    ],
    [
      'bad: prod: deploy role is given the policy AdministratorAccess',
      ...changed(
        'AWS::IAM::Role',
        'Deploy/Role',
        {},
        { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
      ),
    ],
    [
      'bad: prod: everybody may now read objects on arn:aws:s3:::b/*, without a condition',
      ...changed(
        'AWS::S3::BucketPolicy',
        'Data/Policy',
        { PolicyDocument: document({ ...read, ...onlyOurs }) },
        { PolicyDocument: document(read) },
      ),
    ],
    [
      'bad: prod: reader may now do everything but iam:* anywhere',
      ...changed(
        'AWS::IAM::ManagedPolicy',
        'Reader/Policy',
        reader({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'a' }),
        reader({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
      ),
    ],
    [
      'bad: prod: web security group lets tcp 22 in from the whole internet (0.0.0.0/0)',
      ...changed(
        'AWS::EC2::SecurityGroup',
        'Web/SecurityGroup',
        group(),
        group({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }),
      ),
    ],
    [
      'bad: prod: web function URL may be reached by anyone',
      ...changed('AWS::Lambda::Url', 'Web', { AuthType: 'AWS_IAM' }, { AuthType: 'NONE' }),
    ],
    [
      "bad: prod's data logs is guarded less: retention in days goes from 365 to 7",
      ...changed('AWS::Logs::LogGroup', 'Logs', { RetentionInDays: 365 }, { RetentionInDays: 7 }),
    ],
    [
      "bad: prod's data logs is guarded less: retention in days goes from unlimited to 7",
      ...changed('AWS::Logs::LogGroup', 'Logs', {}, { RetentionInDays: 7 }),
    ],
    [
      "unsure: prod's data logs changes what guards it: retention in days",
      ...changed('AWS::Logs::LogGroup', 'Logs', { RetentionInDays: 7 }, { RetentionInDays: 365 }),
    ],
    [
      "bad: prod's data logs is guarded less: kms key id is gone",
      ...changed('AWS::Logs::LogGroup', 'Logs', { KmsKeyId: { Ref: 'Key' } }, {}),
    ],
    [
      "bad: prod's orders table is guarded less: point in time recovery enabled goes from true to nothing",
      ...changed(
        'AWS::DynamoDB::Table',
        'Orders',
        { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
        {},
      ),
    ],
    [
      "bad: prod's data bucket is guarded less: versioning configuration goes from Enabled to Suspended",
      ...changed(
        'AWS::S3::Bucket',
        'Data',
        { VersioningConfiguration: { Status: 'Enabled' } },
        { VersioningConfiguration: { Status: 'Suspended' } },
      ),
    ],
    ["unsure: prod's s3 endpoint is removed", made('AWS::EC2::VPCEndpoint', 'S3', { PolicyDocument: document() }), {}],
    ["unsure: prod's exports function is removed", made('AWS::Lambda::Function', 'Exports'), {}],
    ["unsure: prod's errors alarm is removed", made('AWS::CloudWatch::Alarm', 'Errors'), {}],
    [
      "unsure: prod's errors alarm changes",
      ...changed('AWS::CloudWatch::Alarm', 'Errors', { Threshold: 1 }, { Threshold: 9 }),
    ],
    [
      "unsure: prod's delivery pipeline changes what guards it: stages",
      ...changed('AWS::CodePipeline::Pipeline', 'Delivery', { Stages: [{ Name: 'A' }] }, { Stages: [] }),
    ],
    ['good: 1 thing merely changes', made('AWS::Lambda::Version', 'Version'), {}],
    ['good: Nothing changes', made('AWS::DynamoDB::Table', 'A'), made('AWS::DynamoDB::Table', 'B')],
  ])('is %s', (says, before, after) => {
    expect(decided([prod(before)], [prod(after)]).said).toBe(says);
  });

  test('is that of a macro that decides what becomes of the template', () => {
    expect(decided([prod({})], [prod({}, { Transform: 'Macro' })]).said).toBe(
      'unsure: Transform of Delivery/prod/Data is added',
    );
  });

  test('is that of an environment that the release has no more', () => {
    expect(decided([prod({}), stack({})], [stack({})]).said).toBe(
      'unsure: prod: stack data-prod is in the release no more: it stays until a person deletes it',
    );
  });
});

test('of many changes the one that goes furthest stands first', () => {
  const many = (actionOf: (index: number) => string) =>
    Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `P${index}`,
        made(
          'AWS::IAM::ManagedPolicy',
          `P${index}`,
          reader({ Effect: 'Allow', Action: actionOf(index), Resource: 'x' }),
        ).It,
      ]),
    );
  const { said } = decided(
    [prod(many(() => 's3:GetObject'))],
    [prod(many((index) => (index === 47 ? '*' : 's3:PutObject')))],
  );
  expect(said).toBe('bad: prod: reader may now do everything with everything on x, and 59 more may do harm');
});

test('of new findings the one that may do the most harm stands first', () => {
  const found = [
    finding({ rule: 'AwsSolutions-CW1', finding: 'AwsSolutions-CW1', because: 'the function has no alarm' }),
    finding({ rule: 'AwsSolutions-S2', finding: 'AwsSolutions-S2', because: 'the bucket allows public access' }),
  ];
  const told = review(earlier([stack({})]), releaseOf([stack({})], { findings: found }), { today: TODAY });
  expect(told.news.map(({ title }) => title.split(' ')[0])).toEqual(['AwsSolutions-S2', 'AwsSolutions-CW1']);
});

test('whatever a template or a commit says is text on the page, cut and isolated', () => {
  const evil = '</title><script>alert(1)</script>"\u202E';
  const after = prod({ [evil]: { Type: `AWS::${evil}`, Properties: { [evil]: evil.repeat(50) } } });
  const { told } = decided([prod({})], [after]);
  const commit = { id: evil, subject: `${evil}${'x'.repeat(500)}`, author: evil, branch: evil };
  const decision = { decision: 'Approved' as const, by: evil, comment: evil, time: evil, pipelineExecutionId: evil };
  const page = reviewPage({
    review: { ...told, application: evil, release: { commit, decisions: [decision] } },
    report: releaseOf([after]).report,
    validations: [],
  });
  expect(page).not.toContain('<script>alert');
  expect(page).toMatch(/x{50}…/);
  expect(page).not.toContain('x'.repeat(121));
  expect(/<title>([^<]*)<\/title>/.exec(page)?.[1]).not.toContain('\u202E');
});
