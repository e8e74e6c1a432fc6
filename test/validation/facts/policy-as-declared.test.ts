import { describe, expect, test } from '@jest/globals';
import { policyAsDeclared } from '../../../lib/validation/facts/policy-as-declared';
import { LiveTarget } from '../../../lib/validation/live-target';
import { FakeCloud, fakeClock, healthyWorld, TARGET } from '../fake-cloud';
import { ACCOUNT, resource, TOPIC_ARN } from '../healthy-names';

const ROLE = 'publisher-dev-us-east-1';
const DENY = {
  Sid: 'Tls',
  Effect: 'Deny',
  Principal: '*',
  Action: 'sns:Publish',
  Resource: { Ref: 'Topic' },
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const ALLOW = {
  Effect: 'Allow',
  Principal: { AWS: { 'Fn::GetAtt': ['Role', 'Arn'] } },
  Action: ['sns:Publish', 'sns:GetTopicAttributes'],
  Resource: [{ Ref: 'Topic' }],
  Condition: {
    ArnLike: {
      'aws:SourceArn': {
        'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:cloudwatch:us-east-1:${ACCOUNT}:alarm:*`]],
      },
    },
    StringEquals: { 'aws:SourceAccount': { 'Fn::Sub': '${AWS::AccountId}' }, 'aws:PrincipalTag/x': ['a', 'b'] },
  },
};

/** The same as AWS shows it, with the names that the deployment gave. */
const LIVE_DENY = { ...DENY, Principal: { AWS: '*' }, Resource: TOPIC_ARN };
const LIVE_ALLOW = {
  ...ALLOW,
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/${ROLE}` },
  Action: ['sns:GetTopicAttributes', 'sns:Publish'],
  Resource: TOPIC_ARN,
  Condition: {
    StringEquals: { 'aws:sourceaccount': ACCOUNT, 'aws:PrincipalTag/x': ['b', 'a'] },
    ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:*` },
  },
};

const policyResource = (...Statement: readonly object[]) => ({
  Type: 'AWS::SNS::TopicPolicy',
  Properties: { Topics: [{ Ref: 'Topic' }], PolicyDocument: { Version: '2012-10-17', Statement } },
});

/** What differs between statements as they are live and as two statements, or other resources, of a template say. */
const differing = async (
  live: readonly object[],
  resources: object = { Policy: policyResource(DENY, ALLOW) },
): Promise<readonly string[]> => {
  const world = healthyWorld();
  world.owned['data-dev'] = [resource('Topic', 'AWS::SNS::Topic', TOPIC_ARN), resource('Role', 'AWS::IAM::Role', ROLE)];
  world.templates['data-dev'] = JSON.stringify({ Resources: resources });
  const target = new LiveTarget(TARGET, 'aws', new FakeCloud(world), fakeClock());
  const policy = { Version: '2012-10-17', Statement: live };
  const flaws = await policyAsDeclared(target, TOPIC_ARN, policy, { type: 'AWS::SNS::TopicPolicy', fix: 'x' });
  return flaws.map(({ because }) => because);
};

const ADDED = expect.stringMatching(/^its policy says what no release put there: \{/);
const LACKING = expect.stringMatching(/^its policy lacks what the release says: \{/);

describe('a policy that drift detection does not compare', () => {
  test('is the release’s in whatever order and with whatever the deployment has filled in', async () => {
    expect(await differing([LIVE_ALLOW, LIVE_DENY])).toEqual([]);
    expect(await differing([LIVE_DENY, LIVE_ALLOW])).toEqual([]);
  });

  test('has a statement more, the same once more, or one less', async () => {
    expect(await differing([LIVE_ALLOW, LIVE_DENY, { ...LIVE_ALLOW, Action: 'sns:Subscribe' }])).toEqual([ADDED]);
    expect(await differing([LIVE_ALLOW, LIVE_DENY, LIVE_ALLOW])).toEqual([ADDED]);
    expect(await differing([LIVE_ALLOW])).toEqual([LACKING]);
    expect(await differing([])).toEqual([LACKING, LACKING]);
  });

  test.each<[string, object]>([
    ['another principal', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/another` } }],
    ['two principals', { Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:role/${ROLE}`, ACCOUNT] } }],
    ['a service', { Principal: { Service: ROLE } }],
    ['everybody', { Principal: '*' }],
    ['one action more', { Action: ['sns:Publish', 'sns:GetTopicAttributes', 'sns:Subscribe'] }],
    ['one action less', { Action: 'sns:Publish' }],
    ['another resource', { Resource: `${TOPIC_ARN}-2` }],
    ['another effect', { Effect: 'Deny' }],
    ['no condition', { Condition: {} }],
    ['half of the condition', { Condition: { ArnLike: LIVE_ALLOW.Condition.ArnLike } }],
    [
      'another operator',
      { Condition: { StringEquals: LIVE_ALLOW.Condition.StringEquals, ArnLikeIfExists: LIVE_ALLOW.Condition.ArnLike } },
    ],
    [
      'another value',
      {
        Condition: {
          ...LIVE_ALLOW.Condition,
          ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:us-east-1:333333333333:alarm:*' },
        },
      },
    ],
    [
      'a value that a dot of a pattern would match',
      {
        Condition: {
          ...LIVE_ALLOW.Condition,
          StringEquals: { ...LIVE_ALLOW.Condition.StringEquals, 'aws:sourceaccount': `${ACCOUNT}0` },
        },
      },
    ],
  ])('has %s', async (_, change) => {
    expect(await differing([LIVE_DENY, { ...LIVE_ALLOW, ...change }])).toEqual([ADDED, LACKING]);
  });

  test('of a role goes by its name, too', async () => {
    const world = healthyWorld();
    world.owned['data-dev'] = [
      resource('Role', 'AWS::IAM::Role', ROLE),
      resource('Topic', 'AWS::SNS::Topic', TOPIC_ARN),
    ];
    const Properties = { Roles: [{ Ref: 'Role' }], PolicyName: 'some', PolicyDocument: { Statement: [ALLOW] } };
    world.templates['data-dev'] = JSON.stringify({ Resources: { Policy: { Type: 'AWS::IAM::Policy', Properties } } });
    const target = new LiveTarget(TARGET, 'aws', new FakeCloud(world), fakeClock());
    const said = (named: string, statement: object) =>
      policyAsDeclared(target, ROLE, { Statement: [statement] }, { type: 'AWS::IAM::Policy', named, fix: 'x' });
    expect(await said('some', LIVE_ALLOW)).toEqual([]);
    expect(await said('some', { ...LIVE_ALLOW, Action: 's3:*' })).toHaveLength(2);
    expect(await said('another', { ...LIVE_ALLOW, Action: 's3:*' })).toEqual([]); // which no release gave it
  });

  test('is not compared where the template has none for it, or two', async () => {
    expect(await differing([LIVE_DENY], {})).toEqual([]);
    const two = { One: policyResource(DENY), Two: policyResource(ALLOW) };
    expect(await differing([LIVE_DENY], two)).toEqual([]);
  });
});
