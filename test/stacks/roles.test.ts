import { describe, expect, test } from '@jest/globals';
import type { PolicyDocument, RequestContext } from '../../lib/policy';
import { ALLOW_ALL, deliveredTarget, type Expected, NAMES, OTHER_ACCOUNT, says, service } from './_helpers/asking';
import { identityPolicies } from './_helpers/identity-policies';
import type { Resource } from './_helpers/synthesized';

describe.each(NAMES)('in %s', (name) => {
  const { data, account, region, logsKey, secretsKey, bucket, secret, session, workload } = deliveredTarget(name);

  describe('the role of the rotation', () => {
    const policies = identityPolicies(data, data.one('AWS::IAM::Role', 'KeyRingRotationRotator'));
    const rotator = session(`rotate-key-ring-${name}-${region}`);

    test.each<[string, Expected, string, string, RequestContext]>([
      ['puts a new version of the key ring', 'allow', 'secretsmanager:PutSecretValue', secret, {}],
      ['reads the key ring', 'allow', 'secretsmanager:GetSecretValue', secret, {}],
      ['looks at its versions', 'allow', 'secretsmanager:DescribeSecret', secret, {}],
      ['moves its labels', 'allow', 'secretsmanager:UpdateSecretVersionStage', secret, {}],
      ['may not delete it', 'implicit deny', 'secretsmanager:DeleteSecret', secret, {}],
      [
        'may not touch another secret',
        'implicit deny',
        'secretsmanager:PutSecretValue',
        secret.replace('key-ring', 'other'),
        {},
      ],
      [
        'uses the secrets key through Secrets Manager',
        'allow',
        'kms:GenerateDataKey',
        secretsKey,
        { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` },
      ],
      ['may not use it directly', 'implicit deny', 'kms:GenerateDataKey', secretsKey, {}],
      ['may not read data', 'implicit deny', 's3:GetObject', `${bucket}/processed/a`, {}],
    ])('ZT-10 %s', (_, expected, action, resource, context) => {
      expect(says(policies, rotator, action, resource, context)).toBe(expected);
    });
  });

  describe('every role', () => {
    const roles = data.all('AWS::IAM::Role').map((role): [string, Resource] => [role.id, role]);

    test.each(roles)('%s may not create a log group (ZT-07), keys, roles or users', (_, role) => {
      const policies = identityPolicies(data, role);
      expect(policies).not.toEqual([]);
      const principal = session(role.id);
      for (const group of [`/aws/lambda/data-processing-${name}`, '/aws/lambda/anything', `/data/${name}/flow-logs`]) {
        const resource = `arn:aws:logs:${region}:${account}:log-group:${group}:*`;
        expect(says(policies, principal, 'logs:CreateLogGroup', resource, {})).toBe('implicit deny');
        expect(says(policies, principal, 'logs:DisassociateKmsKey', resource, {})).toBe('implicit deny');
        expect(says(policies, principal, 'logs:DeleteLogGroup', resource, {})).toBe('implicit deny');
      }
      expect(says(policies, principal, 'iam:CreateUser', '*', {})).toBe('implicit deny');
      expect(says(policies, principal, 'iam:PassRole', `arn:aws:iam::${account}:role/x`, {})).toBe('implicit deny');
      expect(says(policies, principal, 'kms:ScheduleKeyDeletion', logsKey, {})).toBe('implicit deny');
    });

    test.each(roles)('%s is assumed by one service only, and not by another account', (_, role) => {
      const trust = data.policy(role, 'AssumeRolePolicyDocument');
      const context = { 'aws:SourceAccount': account };
      const { Statement: statements } = trust as unknown as { Statement: readonly { Principal: unknown }[] };
      const service = expect.stringMatching(/^[a-z-]+\.amazonaws\.com$/);
      expect(statements.map(({ Principal: principal }) => principal)).toEqual([{ Service: service }]);
      expect(says([trust], session('admin', OTHER_ACCOUNT), 'sts:AssumeRole', '*', context)).toBe('implicit deny');
      expect(says([trust], session('admin'), 'sts:AssumeRole', '*', context)).toBe('implicit deny');
    });

    test('ZT-11 of the flow logs is assumed for this account only', () => {
      const trust = data.policy(data.one('AWS::IAM::Role', 'NetworkFlowLogRole'), 'AssumeRolePolicyDocument');
      const ask = (context: RequestContext) =>
        says([trust], service('vpc-flow-logs.amazonaws.com'), 'sts:AssumeRole', '*', context);
      expect(ask({ 'aws:SourceAccount': account })).toBe('allow');
      expect(ask({ 'aws:SourceAccount': OTHER_ACCOUNT })).toBe('implicit deny');
      expect(ask({})).toBe('implicit deny');
    });
  });

  test.each(data.all('AWS::SQS::QueuePolicy').map((policy): [string, Resource] => [policy.id, policy]))(
    '%s refuses a message without TLS to everybody, and gives nothing to anybody',
    (_, resource) => {
      const policy = data.policy(resource, 'PolicyDocument');
      const { Queues: queues } = resource.Properties as { Queues: readonly { Ref: string }[] };
      for (const { Ref: id } of queues) {
        const queue = String(data.value({ 'Fn::GetAtt': [id, 'Arn'] }));
        const send = (policies: readonly PolicyDocument[], secure: string) =>
          says(policies, workload, 'sqs:SendMessage', queue, { 'aws:SecureTransport': secure });
        expect(send([policy, ALLOW_ALL], 'false')).toBe('explicit deny');
        expect(send([policy, ALLOW_ALL], 'true')).toBe('allow');
        expect(send([policy], 'true')).toBe('implicit deny');
      }
    },
  );
});
