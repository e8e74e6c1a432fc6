import { describe, expect, test } from '@jest/globals';
import type { ReviewedTemplate } from '../../lib/review/template';
import { changed, decided, made, prod } from './_fixtures/one-change';

const document = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement });
const allow = (Action: unknown, Resource: unknown, rest: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...rest,
});
const trusting = (principal: unknown) => document({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' });
const role = (rest: object = {}) =>
  made('AWS::IAM::Role', 'Role', { AssumeRolePolicyDocument: trusting({ Service: 'lambda.amazonaws.com' }), ...rest })
    .It;
const policy = (...statements: readonly object[]) => of('AWS::IAM::Policy', 'Role', statements);
const of = (type: string, holder: string, statements: readonly object[]) =>
  made(type, 'Role/DefaultPolicy', { Roles: [{ Ref: holder }], PolicyDocument: document(...statements) }).It;
const runsAs = (id: string) => made('AWS::Lambda::Function', 'Run', { Role: { 'Fn::GetAtt': [id, 'Arn'] } }).It;
const Role = role();
const joined = (between: string, ...parts: readonly unknown[]) => ({ 'Fn::Join': [between, parts] });

const said = (before: ReviewedTemplate, after: ReviewedTemplate): string => decided([prod(before)], [prod(after)]).said;

const READ = allow('s3:GetObject', 'a');
const WRITE = allow('s3:PutObject', 'a');
const BOTH = allow(['s3:GetObject', 's3:PutObject'], 'a');

describe('what is permitted as before is no danger', () => {
  test.each<[string, ReviewedTemplate, ReviewedTemplate]>([
    ['in another order', { Role, P: policy(READ, WRITE) }, { Role, P: policy(WRITE, READ) }],
    ['in two statements', { Role, P: policy(BOTH) }, { Role, P: policy(READ, WRITE) }],
    ['in one statement', { Role, P: policy(READ, WRITE) }, { Role, P: policy(BOTH) }],
    [
      'on two resources',
      { Role, P: policy(allow('x:Y', ['a', 'b'])) },
      { Role, P: policy(allow('x:Y', 'b'), allow('x:Y', 'a')) },
    ],
    ['under another logical id', { Role, P: policy(READ) }, { Role, Q: policy(READ) }],
    ['in a managed policy', { Role, P: policy(READ) }, { Role, Q: of('AWS::IAM::ManagedPolicy', 'Role', [READ]) }],
    [
      'in a policy of its own',
      { Role: role({ Policies: [{ PolicyName: 'p', PolicyDocument: document(READ) }] }) },
      { Role, P: policy(READ) },
    ],
    [
      'put together by Fn::Sub',
      { Role, P: policy(allow('x:Y', joined('', 'arn:', { Ref: 'AWS::Partition' }, ':s3:::', { Ref: 'B' }, '/*'))) },
      { Role, P: policy(allow('x:Y', { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${B}/*' })) },
    ],
    [
      'put together by Fn::Sub with names of its own',
      { Role, P: policy(allow('x:Y', joined('/', { 'Fn::GetAtt': ['B', 'Arn'] }, '${a}'))) },
      { Role, P: policy(allow('x:Y', { 'Fn::Sub': ['${Of}/${!a}', { Of: { 'Fn::GetAtt': 'B.Arn' } }] })) },
    ],
    [
      'to an account that is written otherwise',
      { Role: role({ AssumeRolePolicyDocument: trusting({ AWS: '222222222222' }) }) },
      {
        Role: role({
          AssumeRolePolicyDocument: trusting({
            AWS: joined('', 'arn:', { Ref: 'AWS::Partition' }, ':iam::222222222222:root'),
          }),
        }),
      },
    ],
    [
      'in a list in another order',
      { Role: role({ ManagedPolicyArns: ['a', 'b'] }) },
      { Role: role({ ManagedPolicyArns: ['b', 'a'] }) },
    ],
  ])('%s', (_, before, after) => {
    expect(said(before, after)).toMatch(/^good: (Nothing changes|\d things? merely)/);
  });

  test('to a role that comes anew, with what runs as it', () => {
    const before = { Role, P: policy(READ), F: runsAs('Role') };
    const after = { Other: Role, Q: of('AWS::IAM::Policy', 'Other', [READ]), F: runsAs('Other') };
    expect(said(before, after)).toBe("unsure: prod's data role comes anew under another logical id");
    expect(said(before, { ...after, Q: of('AWS::IAM::Policy', 'Other', [READ, WRITE]) })).toBe(
      'bad: prod: data role may now write objects on a',
    );
  });
});

describe('what another statement says', () => {
  const guarded = { ...READ, Condition: { Bool: { 'aws:SecureTransport': 'true' } } };
  const denied = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
  test.each<[string, string, ReviewedTemplate, ReviewedTemplate]>([
    [
      'is something else under a condition',
      'read objects on a',
      { Role, P: policy(guarded) },
      { Role, P: policy(guarded), Q: policy(READ) },
    ],
    [
      'is something else for another role',
      'write objects on a',
      { Role, Other: role({ Path: '/b/' }), P: of('AWS::IAM::Policy', 'Other', [WRITE]) },
      { Role, Other: role({ Path: '/b/' }), P: of('AWS::IAM::Policy', 'Other', [WRITE]), Q: policy(WRITE) },
    ],
    [
      'need not count where its policy may not be there',
      'write objects on a',
      { Role, P: { ...policy(WRITE), Condition: 'Maybe' } },
      { Role, Q: policy(WRITE) },
    ],
    [
      'counts for no one else who is given a policy that stays',
      'write objects on a',
      { Role, P: policy(WRITE), M: of('AWS::IAM::ManagedPolicy', 'Role', [READ]) },
      { Role, P: policy(WRITE), M: of('AWS::IAM::ManagedPolicy', 'Role', [READ, WRITE]) },
    ],
  ])('%s', (_, deed, before, after) => {
    expect(said(before, after)).toMatch(new RegExp(`^bad: prod: .*may now ${deed}`));
  });

  test('of a denial keeps it', () => {
    expect(
      said({ Role, P: policy(denied), Q: policy(READ, denied) }, { Role, P: policy(denied), Q: policy(READ) }),
    ).toMatch(/^good/);
    expect(said({ Role, P: policy(denied) }, { Role, P: policy(READ) })).toBe(
      'bad: prod: data role is no longer denied to do everything with S3 anywhere (and 1 more)',
    );
  });
});

test.each([
  ['1', ['1', '2'], /^good/],
  [['1', '2'], '1', /^bad: .*, under a looser condition$/],
])('whoever is excepted by a condition counts: %s, then %s', (before, after, says) => {
  const under = (value: unknown) => ({
    Role,
    P: policy({ ...READ, Condition: { StringNotLike: { 'aws:SourceVpc': value } } }),
  });
  expect(said(under(before), under(after))).toMatch(says);
});

test('a new policy of a role that was there says what the role may do now', () => {
  expect(said({ Role }, { Role, P: policy(READ) })).toBe('bad: prod: data role may now read objects on a');
});

const ways: readonly (readonly [string, object, object])[] = [
  ['EC2::NatGateway', { SubnetId: 'a' }, { SubnetId: 'a', Tags: [{ Key: 'a', Value: 'b' }] }],
  ['CloudFront::Distribution', { DistributionConfig: { Comment: 'a' } }, { DistributionConfig: { Comment: 'b' } }],
  ['Lambda::EventInvokeConfig', { MaximumRetryAttempts: 1 }, { MaximumRetryAttempts: 2 }],
  ['S3::Bucket', {}, { AccessControl: 'BucketOwnerFullControl' }],
  [
    'S3::Bucket',
    { PublicAccessBlockConfiguration: { BlockPublicAcls: true } },
    { PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true } },
  ],
  [
    'EC2::SecurityGroup',
    { SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '10.0.0.0/8', Description: 'a' }] },
    { SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '10.0.0.0/8', Description: 'b' }] },
  ],
];

test.each(ways)('a way that leads where it led is no danger: %s', (type, before, after) => {
  const [was, is] = changed(`AWS::${type}`, 'X', before, after);
  expect(said(was, is)).toBe('good: 1 thing merely changes');
});

test.each([
  [
    'CloudFront::Distribution',
    { DistributionConfig: { Origins: [{ DomainName: 'a' }] } },
    'distribution leads elsewhere',
  ],
  ['S3::Bucket', { AccessControl: 'AuthenticatedRead' }, 'bucket may be reached by anyone'],
  [
    'S3::Bucket',
    { PublicAccessBlockConfiguration: { BlockPublicAcls: true } },
    'bucket no longer blocks all that is public',
  ],
])('one that leads elsewhere is: %s', (type, after, says) => {
  const [was, is] = changed(`AWS::${type}`, 'X', {}, after);
  expect(said(was, is)).toBe(`bad: prod: x ${says}`);
});

const moved = (id: string, type: string, properties: object) => ({ [id]: made(type, 'X', properties).It });

test.each([
  ['AWS::EC2::SecurityGroupIngress', { GroupId: 'g', IpProtocol: '-1', CidrIp: '0.0.0.0/0' }],
  ['AWS::Lambda::Permission', { FunctionName: 'f', Action: 'lambda:InvokeFunction', Principal: '*' }],
])('%s under another logical id opens nothing', (type, properties) => {
  expect(said(moved('A', type, properties), moved('B', type, properties))).toBe('good: 2 things merely change');
});

test('a name that is put together otherwise replaces nothing', () => {
  const [was, is] = changed(
    'AWS::S3::Bucket',
    'Data',
    { BucketName: joined('-', 'data', { Ref: 'AWS::Region' }) },
    { BucketName: { 'Fn::Sub': 'data-${AWS::Region}' } },
  );
  expect(said(was, is)).toBe('good: Nothing changes');
});
