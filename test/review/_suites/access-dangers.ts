import { describe, expect, test } from '@jest/globals';
import { changed, decided, made, prod } from '../_fixtures/one-change';

type Statement = Readonly<Record<string, unknown>>;

const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const allow = (rest: Statement): Statement => ({ Effect: 'Allow', Resource: '*', ...rest });
const deny = (rest: Statement): Statement => ({ Effect: 'Deny', Resource: '*', ...rest });
const document = (...Statement: readonly Statement[]) => ({ Version: '2012-10-17', Statement });
const ofReader = (...statements: readonly Statement[]) => ({
  Roles: ['reader'],
  PolicyDocument: document(...statements),
});
const ofBucket = (...statements: readonly Statement[]) => ({
  ...made('AWS::S3::BucketPolicy', 'Data/Policy', { Bucket: { Ref: 'Data' }, PolicyDocument: document(...statements) }),
  Data: made('AWS::S3::Bucket', 'Data').It,
});
const trust = (statement: Statement) => ({ AssumeRolePolicyDocument: document(statement) });
const role = (name: string, account = '222222222222') => `arn:aws:iam::${account}:role/${name}`;
const github = (operator: string, sub: string) =>
  trust({
    Effect: 'Allow',
    Principal: { Federated: 'arn:aws:iam::222222222222:oidc-provider/ids.example' },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { [operator]: { 'ids.example:sub': sub } },
  });

const saidOf = (type: string, path: string, before: object, after: object): string => {
  const [was, is] = changed(type, path, before, after);
  return decided([prod(was)], [prod(is)]).said.replace(/^bad: prod: /, '');
};

type Case = readonly [string, readonly Statement[], readonly Statement[]];

describe('the headline of a policy', () => {
  test.each<Case>([
    [
      'reader may now read and list objects anywhere, without a condition',
      [allow({ Action: ['s3:GetObject'], Condition: MFA })],
      [allow({ Action: ['s3:GetObject', 's3:ListBucket'] })],
    ],
    [
      'reader may now list objects anywhere, under a condition',
      [allow({ Action: ['s3:GetObject'], Condition: MFA })],
      [allow({ Action: ['s3:GetObject', 's3:ListBucket'], Condition: MFA })],
    ],
    [
      'reader may now list objects anywhere, under a condition',
      [],
      [allow({ Action: 's3:ListBucket', Condition: MFA })],
    ],
    [
      'reader may now do everything with everything anywhere (and 1 more)',
      [],
      [allow({ Action: 's3:ListBucket' }), allow({ Action: '*' })],
    ],
    ['reader may now do everything with everything anywhere', [], [allow({ Action: ['a:B', 'c:D', 'e:F', '*:*'] })]],
    [
      'reader may now do everything with KMS, call a:B, call c:D and 1 more thing anywhere',
      [],
      [allow({ Action: ['a:B', 'c:D', 'e:F', 'kms:*'] })],
    ],
    ['reader may now read objects anywhere', [], [allow({ Action: 's3:GetObject', Resource: ['a', 'b', 'c', '*'] })]],
    [
      'reader may now do everything with KMS anywhere',
      [allow({ NotAction: ['iam:*', 'kms:*'] })],
      [allow({ NotAction: ['iam:*'] })],
    ],
    [
      'reader may now do everything with S3 on b',
      [{ Effect: 'Allow', Action: 's3:*', NotResource: ['a', 'b'] }],
      [{ Effect: 'Allow', Action: 's3:*', NotResource: ['a'] }],
    ],
    [
      'reader is no longer denied to delete objects anywhere',
      [deny({ Action: ['s3:PutObject', 's3:DeleteObject'] })],
      [deny({ Action: ['s3:PutObject'] })],
    ],
    [
      'reader is no longer denied to do everything with IAM anywhere',
      [deny({ NotAction: ['s3:*'] })],
      [deny({ NotAction: ['s3:*', 'iam:*'] })],
    ],
    [
      'reader is denied only under a condition to do everything with S3 anywhere',
      [deny({ Action: 's3:*' })],
      [deny({ Action: 's3:*', Condition: MFA })],
    ],
    [
      'reader is denied only under a tighter condition to do everything with S3 anywhere',
      [deny({ Action: 's3:*', Condition: { StringNotEquals: { 'aws:SourceVpce': ['a'] } } })],
      [deny({ Action: 's3:*', Condition: { StringNotEquals: { 'aws:SourceVpce': ['a', 'b'] } } })],
    ],
    [
      'reader is denied only under another condition to do everything with S3 anywhere',
      [deny({ Action: 's3:*', Condition: { DateGreaterThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } } })],
      [deny({ Action: 's3:*', Condition: { DateGreaterThan: { 'aws:CurrentTime': '2028-01-01T00:00:00Z' } } })],
    ],
  ])('is %s', (says, before, after) => {
    expect(saidOf('AWS::IAM::ManagedPolicy', 'Reader/Policy', ofReader(...before), ofReader(...after))).toBe(says);
  });

  test.each<Case>([
    [
      'account 999999999999, role a, role b and 1 more may now read objects on the data bucket',
      [],
      [
        allow({
          Principal: { AWS: [...['a', 'b', 'c'].map((name) => role(name)), '999999999999'] },
          Action: 's3:GetObject',
        }),
      ],
    ],
    [
      'role a of account 999999999999 may now read objects on the data bucket',
      [],
      [allow({ Principal: { AWS: role('a', '999999999999') }, Action: 's3:GetObject' })],
    ],
    [
      'account 222222222222 may now read objects on the data bucket',
      [],
      [
        allow({
          Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::222222222222:root']] } },
          Action: 's3:GetObject',
        }),
      ],
    ],
    [
      'everybody may now read objects on the data bucket, under a condition',
      [],
      [allow({ Principal: '*', Action: 's3:GetObject', Condition: MFA })],
    ],
    [
      'role b is no longer denied to read objects on the data bucket',
      [deny({ NotPrincipal: { AWS: [role('a')] }, Action: 's3:GetObject' })],
      [deny({ NotPrincipal: { AWS: [role('a'), role('b')] }, Action: 's3:GetObject' })],
    ],
  ])('of a bucket is %s', (says, before, after) => {
    expect(decided([prod(ofBucket(...before))], [prod(ofBucket(...after))]).said).toBe(`bad: prod: ${says}`);
  });

  test.each<[string, string, object, object]>([
    ['deploy role is no longer limited by a boundary', 'AWS::IAM::Role', { PermissionsBoundary: 'b' }, {}],
    [
      'deploy role is given the policy AdministratorAccess (and 1 more)',
      'AWS::IAM::Role',
      { PermissionsBoundary: 'b' },
      { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
    ],
    [
      'users of ids.example may now act as the deploy role, under another condition',
      'AWS::IAM::Role',
      github('StringEquals', 'repo:a/b'),
      github('StringLike', 'repo:*'),
    ],
    ['public is given the deploy policy', 'AWS::IAM::Policy', { Roles: ['a'] }, { Roles: ['a', 'public'] }],
    ['deploy instance profile is given the role b', 'AWS::IAM::InstanceProfile', { Roles: ['a'] }, { Roles: ['b'] }],
    [
      'user eve joins admins',
      'AWS::IAM::UserToGroupAddition',
      { GroupName: 'readers', Users: ['eve'] },
      { GroupName: 'admins', Users: ['eve'] },
    ],
    ['deploy function runs as another role: b', 'AWS::Lambda::Function', { Role: 'a' }, { Role: 'b' }],
    ['deploy project runs as another role: b', 'AWS::CodeBuild::Project', { ServiceRole: 'a' }, { ServiceRole: 'b' }],
    [
      'what the deploy resource policy permits cannot be read, and is not as before',
      'AWS::Logs::ResourcePolicy',
      { PolicyDocument: { 'Fn::Sub': 'a' } },
      { PolicyDocument: { 'Fn::Sub': 'b' } },
    ],
  ])('or of what has one is %s', (says, type, before, after) => {
    expect(saidOf(type, 'Deploy', before, after)).toBe(says);
  });

  test('names whom a policy that is gone has denied something', () => {
    const before = made('AWS::IAM::ManagedPolicy', 'Guard', ofReader(deny({ Action: '*' })));
    expect(decided([prod(before)], [prod({})]).said).toBe(
      'bad: prod: reader is no longer denied to do everything with everything anywhere',
    );
  });

  test('keeps what is done and under which condition, however long the names are', () => {
    const after = { ...ofReader(allow({ Action: 's3:DeleteObject', Resource: `arn:aws:s3:::${'b'.repeat(60)}` })) };
    const before = ofReader(
      allow({ Action: 's3:DeleteObject', Resource: `arn:aws:s3:::${'b'.repeat(60)}`, Condition: MFA }),
    );
    const Roles = ['r'.repeat(90)];
    expect(saidOf('AWS::IAM::ManagedPolicy', 'P', { ...before, Roles }, { ...after, Roles })).toMatch(
      /^r+…r+ may .*…b+, without a condition$/,
    );
  });
});

test('of several ways in the widest stands first', () => {
  const group = (...peers: readonly string[]) => ({
    SecurityGroupIngress: peers.map((CidrIp) => ({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp })),
  });
  const of = (...peers: readonly string[]) =>
    saidOf('AWS::EC2::SecurityGroup', 'Web/SecurityGroup', group(), group(...peers));
  expect(of('10.0.0.0/8', '0.0.0.0/0')).toBe(
    'web security group lets tcp 22 in from the whole internet (0.0.0.0/0) (and 1 more)',
  );
  expect(of('10.0.0.0/8', '128.0.0.0/1')).toContain('in from much of the internet (128.0.0.0/1) (and 1 more)');
  expect(of('0::/0')).toContain('in from the whole internet (0::/0)');
  expect(of('fc00::/7')).toContain('in from fc00::/7');
});
