import { describe, expect, test } from '@jest/globals';
import { evaluate, type PolicyDocument, type Principal, type RequestContext } from '../../lib/policy';
import { identityPolicies } from './_helpers/identity-policies';
import { type Resource, synthesizeTarget } from './_helpers/synthesized';

const { data, target } = synthesizeTarget('dev');
const { account, region } = target;
const OTHER_ACCOUNT = '999999999999';

const arn = (type: string, prefix: string): string => {
  const { id } = data.one(type, prefix);
  return String(data.value({ 'Fn::GetAtt': [id, 'Arn'] }));
};
const dataKey = arn('AWS::KMS::Key', 'DataKey');
const logsKey = arn('AWS::KMS::Key', 'LogsKey');
const secretsKey = arn('AWS::KMS::Key', 'SecretsKey');
const bucket = arn('AWS::S3::Bucket', 'StorageData');
const secret = String(data.value({ Ref: data.one('AWS::SecretsManager::Secret').id }));
const vpc = data.one('AWS::EC2::VPC').id;

const service = (name: string): Principal => ({ kind: 'service', service: name });
const session = (role: string, owner = account): Principal => ({
  kind: 'aws',
  arn: `arn:aws:sts::${owner}:assumed-role/${role}/session`,
  account: owner,
});
const workload = session(`data-processing-dev-${region}`);

type Expected = 'allow' | 'explicit deny' | 'implicit deny' | 'cannot-tell';

/** What the policies together say of one request. */
const says = (
  policies: readonly PolicyDocument[],
  principal: Principal,
  action: string,
  resource: string,
  context: RequestContext,
): Expected => {
  const decision = evaluate(policies, { principal, action, resource, context });
  if (decision.effect !== 'deny') return decision.effect;
  return decision.explicit ? 'explicit deny' : 'implicit deny';
};

describe('the policy of the logs key', () => {
  const policy = data.policy(data.one('AWS::KMS::Key', 'LogsKey'), 'KeyPolicy');
  const group = (owner: string, place: string) => ({
    'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${place}:${owner}:log-group:/aws/lambda/data-processing-dev`,
  });
  const NEEDED = [
    'kms:Encrypt',
    'kms:Decrypt',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:CreateGrant',
    'kms:DescribeKey',
  ];
  const logs = service(`logs.${region}.amazonaws.com`);

  test.each(NEEDED)('ZT-06 allows CloudWatch Logs %s for a log group of this account', (action) => {
    expect(says([policy], logs, action, logsKey, group(account, region))).toBe('allow');
  });

  test.each<[string, Principal, string, RequestContext]>([
    ["another account's log group", logs, 'kms:Decrypt', group(OTHER_ACCOUNT, region)],
    ["another region's log group", logs, 'kms:Decrypt', group(account, 'eu-west-1')],
    ['no log group at all', logs, 'kms:Decrypt', {}],
    ['a resource of another service', logs, 'kms:Decrypt', { 'kms:EncryptionContext:aws:cloudtrail:arn': 'x' }],
    [
      'CloudWatch Logs of another region',
      service('logs.eu-west-1.amazonaws.com'),
      'kms:Decrypt',
      group(account, region),
    ],
    ['CloudWatch Logs without a region', service('logs.amazonaws.com'), 'kms:Decrypt', group(account, region)],
    ['another service', service('lambda.amazonaws.com'), 'kms:Decrypt', group(account, region)],
    ['a role of another account', session('admin', OTHER_ACCOUNT), 'kms:Decrypt', group(account, region)],
    ['the deletion of the key', logs, 'kms:ScheduleKeyDeletion', group(account, region)],
    ['a new policy', logs, 'kms:PutKeyPolicy', group(account, region)],
  ])('ZT-06 refuses %s', (_, principal, action, context) => {
    expect(says([policy], principal, action, logsKey, context)).toBe('implicit deny');
  });
});

describe.each(['DataKey', 'SecretsKey'])('the policy of %s', (prefix) => {
  const policy = data.policy(data.one('AWS::KMS::Key', prefix), 'KeyPolicy');
  const key = arn('AWS::KMS::Key', prefix);

  test.each(['logs', 's3', 'sqs', 'secretsmanager', 'lambda', 'cloudtrail'])('lets no service in: not %s', (name) => {
    for (const principal of [service(`${name}.amazonaws.com`), service(`${name}.${region}.amazonaws.com`)]) {
      expect(says([policy], principal, 'kms:Decrypt', key, { 'aws:SourceAccount': account })).toBe('implicit deny');
    }
  });

  test("leaves roles of this account to their own policies, and another account's outside", () => {
    const context = { 'kms:ViaService': `s3.${region}.amazonaws.com` };
    expect(says([policy], workload, 'kms:Decrypt', key, context)).toBe('allow');
    expect(says([policy], session('admin', OTHER_ACCOUNT), 'kms:Decrypt', key, context)).toBe('implicit deny');
    expect(says([policy], { kind: 'anonymous' }, 'kms:Decrypt', key, context)).toBe('implicit deny');
  });
});

/** An Allow for everything, as an administrator has it: what is refused under it is refused to everybody. */
const ALLOW_ALL: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'AllowAll', Effect: 'Allow', Action: '*', Resource: '*' }],
};

const TLS: RequestContext = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };
const ENCRYPTED: RequestContext = {
  ...TLS,
  's3:x-amz-server-side-encryption': 'aws:kms',
  's3:x-amz-server-side-encryption-aws-kms-key-id': dataKey,
};

describe('the policy of the data bucket, under an Allow for everything', () => {
  const policy = data.policy(data.one('AWS::S3::BucketPolicy', 'StorageData'), 'PolicyDocument');
  const admin = session('admin');

  test.each<[string, Expected, string, RequestContext]>([
    ['allows a put with the data key', 'allow', 's3:PutObject', ENCRYPTED],
    ['refuses a put without encryption', 'explicit deny', 's3:PutObject', TLS],
    [
      'refuses a put with SSE-S3',
      'explicit deny',
      's3:PutObject',
      { ...TLS, 's3:x-amz-server-side-encryption': 'AES256' },
    ],
    [
      'refuses a put with the default KMS key',
      'explicit deny',
      's3:PutObject',
      { ...TLS, 's3:x-amz-server-side-encryption': 'aws:kms' },
    ],
    [
      'refuses a put with another key',
      'explicit deny',
      's3:PutObject',
      { ...ENCRYPTED, 's3:x-amz-server-side-encryption-aws-kms-key-id': logsKey },
    ],
    ['refuses a put without TLS', 'explicit deny', 's3:PutObject', { ...ENCRYPTED, 'aws:SecureTransport': 'false' }],
    ['refuses a put with TLS 1.1', 'explicit deny', 's3:PutObject', { ...ENCRYPTED, 's3:TlsVersion': '1.1' }],
    ['allows a get', 'allow', 's3:GetObject', TLS],
    ['refuses a get without TLS', 'explicit deny', 's3:GetObject', { 'aws:SecureTransport': 'false' }],
    [
      'refuses a get with TLS 1.0',
      'explicit deny',
      's3:GetObject',
      { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.0' },
    ],
  ])('ZT-08 %s', (_, expected, action, context) => {
    expect(says([policy, ALLOW_ALL], admin, action, `${bucket}/incoming/a.ndjson`, context)).toBe(expected);
  });

  test.each<[string, Principal]>([
    ['another account', session('admin', OTHER_ACCOUNT)],
    ["another environment's workload", session('data-processing-prod-us-east-1', '444444444444')],
    ['nobody in particular', { kind: 'anonymous' }],
    ['a service', service('cloudtrail.amazonaws.com')],
  ])('ZT-08 gives nothing to %s by itself', (_, principal) => {
    for (const action of ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']) {
      expect(says([policy], principal, action, `${bucket}/incoming/a.ndjson`, ENCRYPTED)).toBe('implicit deny');
    }
    expect(says([policy], principal, 's3:ListBucket', bucket, TLS)).toBe('implicit deny');
  });
});

describe('the policy of the access-log bucket', () => {
  const policy = data.policy(data.one('AWS::S3::BucketPolicy', 'StorageAccessLogs'), 'PolicyDocument');
  const logs = arn('AWS::S3::Bucket', 'StorageAccessLogs');
  const logging = service('logging.s3.amazonaws.com');
  const delivery = { ...TLS, 'aws:SourceAccount': account, 'aws:SourceArn': bucket };

  test.each<[string, Expected, Principal, RequestContext]>([
    ['allows delivery for the data bucket', 'allow', logging, delivery],
    [
      'refuses delivery for a bucket of another account',
      'implicit deny',
      logging,
      { ...delivery, 'aws:SourceAccount': OTHER_ACCOUNT },
    ],
    [
      'refuses delivery for another bucket',
      'implicit deny',
      logging,
      { ...delivery, 'aws:SourceArn': 'arn:aws:s3:::somebody-elses' },
    ],
    ['refuses delivery from nowhere', 'implicit deny', logging, TLS],
    ['refuses another service', 'implicit deny', service('delivery.logs.amazonaws.com'), delivery],
    ['refuses delivery without TLS', 'explicit deny', logging, { ...delivery, 'aws:SecureTransport': 'false' }],
  ])('ZT-08 %s', (_, expected, principal, context) => {
    expect(says([policy], principal, 's3:PutObject', `${logs}/data/2025-01-01`, context)).toBe(expected);
  });
});

describe('the role of the workload', () => {
  const policies = identityPolicies(data, data.one('AWS::IAM::Role', 'ProcessingWorkload'));
  const inside = { ...TLS, 'aws:SourceVpc': vpc, 'aws:ViaAWSService': 'false' };
  const elsewhere = { ...inside, 'aws:SourceVpc': 'vpc-other' };
  const outside = { ...TLS, 'aws:ViaAWSService': 'false' };
  const viaService = (name: string) => ({
    ...TLS,
    'aws:ViaAWSService': 'true',
    'kms:ViaService': `${name}.${region}.amazonaws.com`,
  });
  const put = { ...ENCRYPTED, ...inside };
  const incoming = `${bucket}/incoming/a.ndjson`;
  const processed = `${bucket}/processed/a.ndjson`;

  test.each<[string, Expected, string, string, RequestContext]>([
    ['reads what came in', 'allow', 's3:GetObject', incoming, inside],
    ['writes results with the data key', 'allow', 's3:PutObject', processed, put],
    ['writes what it cannot read', 'allow', 's3:PutObject', `${bucket}/quarantine/a.ndjson`, put],
    ['knows what is there', 'allow', 's3:ListBucket', bucket, inside],
    ['reads the key ring', 'allow', 'secretsmanager:GetSecretValue', secret, inside],
    ['uses the data key through S3', 'allow', 'kms:GenerateDataKey', dataKey, viaService('s3')],
    ['uses the data key through SQS', 'allow', 'kms:GenerateDataKey', dataKey, viaService('sqs')],
    ['uses the secrets key through Secrets Manager', 'allow', 'kms:Decrypt', secretsKey, viaService('secretsmanager')],
    ['sends dead letters', 'allow', 'sqs:SendMessage', arn('AWS::SQS::Queue', 'ProcessingWorkload'), outside],
    [
      'writes its log',
      'allow',
      'logs:PutLogEvents',
      `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/data-processing-dev:log-stream:x`,
      outside,
    ],
  ])('%s', (_, expected, action, resource, context) => {
    expect(says(policies, workload, action, resource, context)).toBe(expected);
  });

  test.each<[string, string, string, RequestContext]>([
    ['change what came in', 's3:PutObject', incoming, put],
    ['delete what came in', 's3:DeleteObject', incoming, inside],
    ['write anywhere else in the bucket', 's3:PutObject', `${bucket}/other/a`, put],
    ['change the bucket', 's3:PutBucketPolicy', bucket, inside],
    ['change the key ring', 'secretsmanager:PutSecretValue', secret, inside],
    ['read other secrets', 'secretsmanager:GetSecretValue', secret.replace('key-ring', 'other'), inside],
    ['use the data key directly', 'kms:Decrypt', dataKey, inside],
    ['use the secrets key for data', 'kms:Decrypt', secretsKey, { ...viaService('s3') }],
    ['use the logs key', 'kms:Decrypt', logsKey, viaService('s3')],
    ['assume a role', 'sts:AssumeRole', `arn:aws:iam::${account}:role/admin`, inside],
    ['read another bucket', 's3:GetObject', 'arn:aws:s3:::other/x', inside],
    [
      "write another function's log",
      'logs:PutLogEvents',
      `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/other:*`,
      inside,
    ],
    [
      'create a log group',
      'logs:CreateLogGroup',
      `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/data-processing-dev:*`,
      inside,
    ],
  ])('may not %s', (_, action, resource, context) => {
    expect(says(policies, workload, action, resource, context)).toBe('implicit deny');
  });

  describe('under another policy that allows everything', () => {
    const all = [...policies, ALLOW_ALL];

    test.each<[string, string, string, RequestContext]>([
      ['a put without encryption', 's3:PutObject', processed, inside],
      ['a put with SSE-S3', 's3:PutObject', processed, { ...inside, 's3:x-amz-server-side-encryption': 'AES256' }],
      [
        'a put with another key',
        's3:PutObject',
        processed,
        { ...put, 's3:x-amz-server-side-encryption-aws-kms-key-id': logsKey },
      ],
      ['a put from another VPC', 's3:PutObject', processed, { ...ENCRYPTED, ...elsewhere }],
      ['a get from outside any VPC', 's3:GetObject', incoming, outside],
      ['a listing from outside', 's3:ListBucket', bucket, outside],
      ['the data key from outside', 'kms:Decrypt', dataKey, outside],
      ['the secrets key from outside', 'kms:Decrypt', secretsKey, elsewhere],
      ['the key ring from outside', 'secretsmanager:GetSecretValue', secret, outside],
    ])('ZT-09 is refused %s', (_, action, resource, context) => {
      expect(says(all, workload, action, resource, context)).toBe('explicit deny');
    });

    test.each<[string, string, string, RequestContext]>([
      ['a put with the data key from inside', 's3:PutObject', processed, put],
      ['S3 using the data key for it', 'kms:GenerateDataKey', dataKey, viaService('s3')],
      ['Secrets Manager using the secrets key for it', 'kms:Decrypt', secretsKey, viaService('secretsmanager')],
      [
        "Lambda decrypting its environment with Lambda's key, from outside",
        'kms:Decrypt',
        `arn:aws:kms:${region}:${account}:key/aws-lambda`,
        outside,
      ],
      [
        'delivery of its log from outside',
        'logs:PutLogEvents',
        `arn:aws:logs:${region}:${account}:log-group:x:*`,
        outside,
      ],
      [
        'delivery of dead letters from outside',
        'sqs:SendMessage',
        arn('AWS::SQS::Queue', 'ProcessingWorkload'),
        outside,
      ],
    ])('ZT-09 is not refused %s', (_, action, resource, context) => {
      expect(says(all, workload, action, resource, context)).toBe('allow');
    });
  });
});

describe('the role of the rotation', () => {
  const policies = identityPolicies(data, data.one('AWS::IAM::Role', 'KeyRingRotationRotator'));
  const rotator = session(`rotate-key-ring-dev-${region}`);

  test.each<[string, Expected, string, string, RequestContext]>([
    ['puts a new version of the key ring', 'allow', 'secretsmanager:PutSecretValue', secret, {}],
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

describe.each(data.all('AWS::EC2::VPCEndpoint').map((endpoint): [string, Resource] => [endpoint.id, endpoint]))(
  'the policy of %s',
  (_, endpoint) => {
    const policy = data.policy(endpoint, 'PolicyDocument');
    const [, prefix = ''] = /\.([a-z0-9]+)$/.exec(String(data.value(endpoint.Properties['ServiceName']))) ?? [];
    const api = prefix === 'monitoring' ? 'cloudwatch' : prefix;
    const hasOurs = !['sts', 'cloudwatch'].includes(api);
    const ours = { 'aws:ResourceAccount': account };
    const ask = (principal: Principal, context: RequestContext, action = `${api}:Anything`) =>
      says([policy], principal, action, '*', context);

    test('ZT-03 lets this account through to what is its own', () => {
      expect(ask(workload, ours)).toBe('allow');
    });

    test("ZT-03 refuses another account's principals, and nobody in particular", () => {
      expect(ask(session('admin', OTHER_ACCOUNT), ours)).toBe('implicit deny');
      expect(ask({ kind: 'anonymous' }, ours)).toBe('implicit deny');
    });

    test("ZT-03 refuses another account's resources where the API has any", () => {
      const expected = hasOurs ? 'implicit deny' : 'allow';
      expect(ask(workload, { 'aws:ResourceAccount': OTHER_ACCOUNT })).toBe(expected);
      expect(ask(workload, {})).toBe(expected);
    });

    test('ZT-03 refuses the actions of other services', () => {
      expect(ask(workload, ours, 'iam:CreateUser')).toBe('implicit deny');
    });
  },
);

describe('every role', () => {
  const roles = data.all('AWS::IAM::Role').map((role): [string, Resource] => [role.id, role]);

  test.each(roles)('%s may not create a log group (ZT-07), keys, roles or users', (_, role) => {
    const policies = identityPolicies(data, role);
    expect(policies).not.toEqual([]);
    const principal = session(role.id);
    for (const group of ['/aws/lambda/data-processing-dev', '/aws/lambda/anything', '/data/dev/flow-logs']) {
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
