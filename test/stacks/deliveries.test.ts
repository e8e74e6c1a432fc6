import { describe, expect, test } from '@jest/globals';
import { evaluate, type PolicyDocument, type Principal, type RequestContext } from '../../lib/policy';
import { identityPolicies } from './_helpers/identity-policies';
import { type SynthesizedStack, synthesizeTarget } from './_helpers/synthesized';

const { data, access, target } = synthesizeTarget('prod');
const { account, region } = target;
const OTHER_ACCOUNT = '999999999999';
const TRAIL = `arn:aws:cloudtrail:${region}:${account}:trail/data-trail-prod`;

const arn = (type: string, prefix: string): string => {
  const { id } = data.one(type, prefix);
  return String(data.value({ 'Fn::GetAtt': [id, 'Arn'] }));
};
const service = (name: string): Principal => ({ kind: 'service', service: `${name}.amazonaws.com` });
const effect = (
  policies: readonly PolicyDocument[],
  principal: Principal,
  action: string,
  resource: string,
  context: RequestContext,
) => evaluate(policies, { principal, action, resource, context }).effect;

describe('the audit trail', () => {
  const bucketPolicy = data.policy(data.one('AWS::S3::BucketPolicy', 'AuditBucket'), 'PolicyDocument');
  const keyPolicy = data.policy(data.one('AWS::KMS::Key', 'LogsKey'), 'KeyPolicy');
  const bucket = arn('AWS::S3::Bucket', 'AuditBucket');
  const key = arn('AWS::KMS::Key', 'LogsKey');
  const ours = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3', 'aws:SourceArn': TRAIL };
  const theirs = { ...ours, 'aws:SourceArn': TRAIL.replace(account, OTHER_ACCOUNT) };
  const another = { ...ours, 'aws:SourceArn': `${TRAIL}-other` };
  const file = `${bucket}/AWSLogs/${account}/CloudTrail/us-east-1/file.json.gz`;

  test.each<[string, string, Principal, string, string, RequestContext]>([
    ['writes its files', 'allow', service('cloudtrail'), 's3:PutObject', file, ours],
    ['looks at its bucket', 'allow', service('cloudtrail'), 's3:GetBucketAcl', bucket, ours],
    ['may not delete a file', 'deny', service('cloudtrail'), 's3:DeleteObject', file, ours],
    ['may not write elsewhere', 'deny', service('cloudtrail'), 's3:PutObject', `${bucket}/other`, ours],
    ['of another account may not write', 'deny', service('cloudtrail'), 's3:PutObject', file, theirs],
    ['by another name may not write', 'deny', service('cloudtrail'), 's3:PutObject', file, another],
    [
      'may not write without TLS',
      'deny',
      service('cloudtrail'),
      's3:PutObject',
      file,
      { ...ours, 'aws:SecureTransport': 'false' },
    ],
    ['is written by no other service', 'deny', service('logging.s3'), 's3:PutObject', file, ours],
  ])('ZT-12 %s', (_, expected, principal, action, resource, context) => {
    expect(effect([bucketPolicy], principal, action, resource, context)).toBe(expected);
  });

  test.each<[string, string, string, RequestContext]>([
    ['encrypts for this trail', 'allow', 'kms:GenerateDataKey', ours],
    ['encrypts for no trail of another account', 'deny', 'kms:GenerateDataKey', theirs],
    ['decrypts nothing', 'deny', 'kms:Decrypt', ours],
  ])('ZT-12 %s', (_, expected, action, context) => {
    const named = { ...context, 'kms:EncryptionContext:aws:cloudtrail:arn': `${context['aws:SourceArn']}` };
    expect(effect([keyPolicy], service('cloudtrail'), action, key, named)).toBe(expected);
  });
});

describe.each(['cloudwatch', 'events'])('an alarm of %s', (name) => {
  const topic = String(data.value({ Ref: data.one('AWS::SNS::Topic').id }));
  const topicPolicy = data.policy(data.one('AWS::SNS::TopicPolicy'), 'PolicyDocument');
  const keyPolicy = data.policy(data.one('AWS::KMS::Key', 'LogsKey'), 'KeyPolicy');
  const key = arn('AWS::KMS::Key', 'LogsKey');
  const tls = { 'aws:SecureTransport': 'true' };

  test.each<[string, string, RequestContext]>([
    ['of this account reaches the topic through its key', 'allow', { ...tls, 'aws:SourceAccount': account }],
    ['of another account does not', 'deny', { ...tls, 'aws:SourceAccount': OTHER_ACCOUNT }],
    ['of nobody does not', 'deny', tls],
  ])('ZT-13 %s', (_, expected, context) => {
    expect(effect([topicPolicy], service(name), 'sns:Publish', topic, context)).toBe(expected);
    for (const action of ['kms:GenerateDataKey', 'kms:Decrypt']) {
      expect(effect([keyPolicy], service(name), action, key, context)).toBe(expected);
    }
  });
});

describe('the role that protects the stack', () => {
  const role = access.one('AWS::IAM::Role', 'ProtectionRole');
  const policies = identityPolicies(access, role);
  const id = '5b0ad9b0-0000-4000-8000-000000000000';
  const stack = (name: string, owner = account) => `arn:aws:cloudformation:${region}:${owner}:stack/${name}/${id}`;
  const session: Principal = { kind: 'aws', arn: `arn:aws:sts::${account}:assumed-role/x/y`, account };

  test.each([
    ['protects the data stack', 'allow', 'UpdateTerminationProtection', stack('data-prod')],
    ['may not delete it', 'deny', 'DeleteStack', stack('data-prod')],
    ['may not update it', 'deny', 'UpdateStack', stack('data-prod')],
    ['may not touch another stack', 'deny', 'UpdateTerminationProtection', stack('data-prod-2')],
    ['may not touch another account', 'deny', 'UpdateTerminationProtection', stack('data-prod', OTHER_ACCOUNT)],
  ])('ZT-15 %s', (_, expected, action, resource) => {
    expect(effect(policies, session, `cloudformation:${action}`, resource, {})).toBe(expected);
  });

  test.each([
    [
      'the validation role of the tools account',
      'allow',
      'arn:aws:iam::111111111111:role/delivery-validation',
      '111111111111',
    ],
    ['another role of the tools account', 'deny', 'arn:aws:iam::111111111111:role/admin', '111111111111'],
    ['a role of that name elsewhere', 'deny', `arn:aws:iam::${OTHER_ACCOUNT}:role/delivery-validation`, OTHER_ACCOUNT],
  ])('ZT-15 is assumed by %s: %s', (_, expected, caller, owner) => {
    const trust = access.policy(role, 'AssumeRolePolicyDocument');
    const principal: Principal = { kind: 'aws', arn: caller, account: owner };
    expect(effect([trust], principal, 'sts:AssumeRole', '*', { 'aws:PrincipalArn': caller })).toBe(expected);
  });

  test('exists only where data is retained', () => {
    const dev = synthesizeTarget('dev');
    const protections = (stack: SynthesizedStack) => stack.resources.filter((each) => each.id.startsWith('Protection'));
    expect(protections(dev.access)).toEqual([]);
    expect(protections(access)).toHaveLength(2);
  });
});
