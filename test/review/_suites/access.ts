import { describe, expect, test } from '@jest/globals';
import type { ReviewedTemplate } from '../../../lib/review/template';
import { compared, type Directions, deny, policy, read } from './access-changes';

describe('permissions', () => {
  test.each<[string, readonly unknown[], readonly unknown[], Directions]>([
    ['an action more', [read], [{ ...read, Action: ['s3:GetObject', 's3:PutObject'] }], ['broader']],
    ['an action less', [{ ...read, Action: ['s3:GetObject', 's3:PutObject'] }], [read], ['narrower']],
    ['a wildcard for an action', [read], [{ ...read, Action: 's3:Get*' }], ['broader']],
    ['one action of a wildcard', [{ ...read, Action: 's3:Get*' }], [read], ['narrower']],
    ['every resource', [read], [{ ...read, Resource: '*' }], ['broader']],
    ['another resource', [read], [{ ...read, Resource: 'arn:aws:s3:::others/*' }], ['different']],
    ['an action for another', [read], [{ ...read, Action: ['s3:ListBucket'] }], ['different']],
    ['a condition more', [read], [{ ...read, Condition: { Bool: { 'aws:ViaAWSService': 'true' } } }], ['narrower']],
    ['a condition less', [deny], [{ ...deny, Condition: {} }], ['narrower']],
    [
      'a value more in a condition',
      [{ ...read, Condition: { StringEquals: { 'aws:SourceAccount': ['1'] } } }],
      [{ ...read, Condition: { StringEquals: { 'aws:SourceAccount': ['1', '2'] } } }],
      ['broader'],
    ],
    [
      'a value more in a negative condition',
      [{ ...read, Condition: { StringNotEquals: { 'aws:SourceVpc': ['1'] } } }],
      [{ ...read, Condition: { StringNotEquals: { 'aws:SourceVpc': ['1', '2'] } } }],
      ['narrower'],
    ],
    ['a new statement', [read], [read, { ...read, Action: 'kms:Decrypt', Resource: 'key' }], ['broader']],
    ['a statement less', [read, { Effect: 'Allow', Action: 'kms:Decrypt', Resource: 'key' }], [read], ['narrower']],
    ['a new denial', [read], [read, deny], ['narrower']],
    ['a denial less', [read, deny], [read], ['broader']],
    ['a denial of less', [deny], [{ ...deny, Action: 's3:PutObject' }], ['broader']],
    ['a denial that allows', [{ ...deny, Sid: 'A' }], [{ ...deny, Sid: 'A', Effect: 'Allow' }], ['broader']],
    ['everything but an action', [], [{ Effect: 'Allow', NotAction: 's3:DeleteBucket', Resource: '*' }], ['broader']],
    [
      'an exception less',
      [{ Effect: 'Allow', NotAction: ['iam:*', 's3:*'], Resource: '*' }],
      [{ Effect: 'Allow', NotAction: ['iam:*'], Resource: '*' }],
      ['broader'],
    ],
    [
      'an action beside everything but one',
      [{ ...read, Action: '*' }],
      [{ ...read, Action: '*', NotAction: 'iam:*' }],
      ['different'],
    ],
    ['the same in other words', [{ ...read, Action: 's3:getobject' }], [read], ['same']],
    ['another order', [read, deny], [deny, read], []],
    [
      'a statement that a function makes',
      [read],
      [read, { 'Fn::If': ['A', deny, { Ref: 'AWS::NoValue' }] }],
      ['unknown'],
    ],
    ['an element that no policy has', [{ ...read, Sid: 'A' }], [{ ...read, Sid: 'A', Actoin: 's3:*' }], ['unknown']],
  ])('with %s', (_, before, after, directions) => {
    const { stacks } = compared({ Policy: policy(...before) }, { Policy: policy(...after) });
    expect(stacks[0]?.permissions.map(({ direction }) => direction)).toEqual(directions);
  });

  const trust = (principal: unknown, condition?: unknown) => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: principal,
            ...(condition ? { Condition: condition } : {}),
          },
        ],
      },
    },
  });

  const root = { AWS: 'arn:aws:iam::222222222222:root' };
  const one = { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:role/deployer' } };
  test.each<[string, unknown, unknown, string]>([
    [
      'a whole account under an external id instead of one role',
      trust({ AWS: 'arn:aws:iam::222222222222:role/deployer' }),
      trust(root, { StringEquals: { 'sts:ExternalId': 'x' } }),
      'it lets everybody of account 222222222222 in (sts:AssumeRole): sts:ExternalId keeps nobody out: whoever asks writes it into the request',
    ],
    [
      'a second factor instead of a name',
      trust(root, one),
      trust(root, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
      'it lets everybody of account 222222222222 in (sts:AssumeRole): aws:MultiFactorAuthPresent keeps nobody out: everybody can have a second factor',
    ],
  ])('that let many in by %s are broader', (_, before, after, because) => {
    const { stacks } = compared({ Role: before } as ReviewedTemplate, { Role: after } as ReviewedTemplate);
    expect(stacks[0]?.permissions).toMatchObject([{ direction: 'broader', because: expect.stringContaining(because) }]);
  });

  const role = (properties: ReviewedTemplate) => ({ Type: 'AWS::IAM::Role', Properties: properties });

  test.each<[string, ReviewedTemplate, ReviewedTemplate, Directions]>([
    ['who may become a role', trust({ Service: 'a' }), trust({ Service: ['a', 'b'] }), ['broader']],
    ['who may become a role: everyone', trust({ AWS: 'arn:aws:iam::1:root' }), trust({ AWS: '*' }), ['broader']],
    [
      'policies attached to a role',
      role({ ManagedPolicyArns: ['a'] }),
      role({ ManagedPolicyArns: ['a', 'b'] }),
      ['broader'],
    ],
    [
      'policies taken from a role',
      role({ ManagedPolicyArns: ['a', 'b'] }),
      role({ ManagedPolicyArns: ['a'] }),
      ['narrower'],
    ],
    ['the boundary of a role', role({ PermissionsBoundary: 'a' }), role({ PermissionsBoundary: 'b' }), ['different']],
    ['a boundary that is gone', role({ PermissionsBoundary: 'a' }), role({}), ['broader']],
    ['a boundary that is new', role({}), role({ PermissionsBoundary: 'a' }), ['narrower']],
    [
      'a policy inside a role, which has moved',
      role({
        Policies: [policy(read), policy(deny)].map(({ Properties: { PolicyDocument } }) => ({ PolicyDocument })),
      }),
      role({
        Policies: [policy(deny), policy(read)].map(({ Properties: { PolicyDocument } }) => ({ PolicyDocument })),
      }),
      [],
    ],
    [
      'roles a policy is attached to',
      { ...policy(read), Properties: { ...policy(read).Properties, Roles: [] } },
      policy(read),
      ['broader'],
    ],
    [
      'the policy of an endpoint',
      {
        Type: 'AWS::EC2::VPCEndpoint',
        Properties: { PolicyDocument: { Statement: [{ ...read, Principal: { AWS: '1' } }] } },
      },
      { Type: 'AWS::EC2::VPCEndpoint', Properties: { PolicyDocument: { Statement: [{ ...read, Principal: '*' }] } } },
      ['broader'],
    ],
    [
      'an endpoint without its policy, which is open to everybody then',
      {
        Type: 'AWS::EC2::VPCEndpoint',
        Properties: {
          PolicyDocument: {
            Statement: [{ ...read, Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
          },
        },
      },
      { Type: 'AWS::EC2::VPCEndpoint', Properties: {} },
      ['broader'],
    ],
    [
      'a policy that stands there as a text',
      { Type: 'AWS::Logs::ResourcePolicy', Properties: { PolicyDocument: JSON.stringify({ Statement: [read] }) } },
      {
        Type: 'AWS::Logs::ResourcePolicy',
        Properties: { PolicyDocument: JSON.stringify({ Statement: [read, deny] }) },
      },
      ['narrower'],
    ],
    [
      'a policy that cannot be read',
      { Type: 'AWS::Logs::ResourcePolicy', Properties: { PolicyDocument: { 'Fn::Sub': 'a' } } },
      { Type: 'AWS::Logs::ResourcePolicy', Properties: { PolicyDocument: { 'Fn::Sub': 'b' } } },
      ['unknown'],
    ],
    [
      'who may invoke a function',
      {
        Type: 'AWS::Lambda::Permission',
        Properties: { Action: 'a', FunctionName: 'f', Principal: 's3', SourceArn: 'b' },
      },
      { Type: 'AWS::Lambda::Permission', Properties: { Action: 'a', FunctionName: 'f', Principal: 's3' } },
      ['broader'],
    ],
    [
      'a rule of a firewall, which is no permission',
      {
        Type: 'AWS::WAFv2::WebACL',
        Properties: { Rules: [{ Statement: { GeoMatchStatement: { CountryCodes: ['a'] } } }] },
      },
      {
        Type: 'AWS::WAFv2::WebACL',
        Properties: { Rules: [{ Statement: { GeoMatchStatement: { CountryCodes: ['b'] } } }] },
      },
      [],
    ],
  ])('show %s', (_, before, after, directions) => {
    const { stacks } = compared({ It: before }, { It: after });
    expect(stacks[0]?.permissions.map(({ direction }) => direction)).toEqual(directions);
  });

  test('that are broader are a danger, and narrower ones a change', () => {
    const wide = { Policy: policy({ ...read, Resource: '*' }) };
    const narrow = { Policy: policy(read) };
    expect(compared(narrow, wide).news).toMatchObject([{ kind: 'permissions-broader', weight: 'danger' }]);
    expect(compared(wide, narrow).news).toMatchObject([{ kind: 'permissions-narrower', weight: 'change' }]);
  });

  test('say what they are', () => {
    const title = (...statements: readonly unknown[]) =>
      compared({ Policy: policy(read) }, { Policy: policy(...statements) }).news[0]?.title;
    expect(title(read, { ...read, Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': ['Key', 'Arn'] } })).toBe(
      'AWS::IAM::ManagedPolicy Policy permits: kms:Decrypt on ${Key.Arn}',
    );
    expect(title({ ...read, Action: ['S3:getobject', 's3:PutObject'] })).toBe(
      'AWS::IAM::ManagedPolicy Policy permits: more in action: s3:PutObject',
    );
    expect(title(read, ...'abcd'.split('').map((action) => ({ Effect: 'Allow', Action: action })))).toMatch(
      /permits: a; b; and 2 more$/,
    );
    expect(title(read, { Effect: 'Allow', NotAction: 'iam:*', NotResource: 'x', Principal: '*' })).toMatch(
      /permits: everything but iam:\* on everything but x for \*$/,
    );
  });

  test('of what is new itself need a look; of a new policy for an old role they are a danger', () => {
    const fresh = { ...policy(read), Properties: { ...policy(read).Properties, Roles: [{ Ref: 'Role' }] } };
    const both = compared({}, { Role: trust({ Service: 'a' }), Policy: fresh }).news;
    expect(both.map(({ weight }) => weight)).toEqual(['attention', 'attention']);
    const old = compared({ Role: trust({ Service: 'a' }) }, { Role: trust({ Service: 'a' }), Policy: fresh }).news;
    expect(old).toMatchObject([{ kind: 'permissions-broader', weight: 'danger', logicalId: 'Policy' }]);
  });

  test('of a new role are a danger where something old runs as it', () => {
    const runs = (as: unknown) => ({ Type: 'AWS::Lambda::Function', Properties: { Role: as } });
    const admin = role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] });
    const before = { It: runs('arn:aws:iam::1:role/old') };
    expect(compared(before, { It: runs({ 'Fn::GetAtt': ['Role', 'Arn'] }), Role: admin }).news).toContainEqual(
      expect.objectContaining({ kind: 'permissions-broader', weight: 'danger', logicalId: 'Role' }),
    );
  });

  test('that only the diff engine knows have to be looked at', () => {
    const set = (name: string) => ({
      It: { Type: 'AWS::SSO::PermissionSet', Properties: { Name: name, InstanceArn: 'arn' } },
    });
    expect(compared(set('a'), set('b')).stacks[0]?.permissions).toMatchObject([
      { direction: 'unknown', logicalId: '' },
    ]);
  });
});
