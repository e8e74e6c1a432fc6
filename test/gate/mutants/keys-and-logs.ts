import type { Mutant, Workbench } from './mutant';

const KEY = 'AWS::KMS::Key';
const GROUP = 'AWS::Logs::LogGroup';
const LOGS = 'FlowLogs';

const named = (target: Workbench, sid: string, property = 'KeyPolicy', prefix = 'LogsKey', type = KEY) => {
  const statement = target.statements(prefix, type, property).find(({ Sid }) => Sid === sid);
  if (statement === undefined) throw new Error(`there is no statement ${sid}`);
  return statement;
};

const allow = (target: Workbench, statement: Record<string, unknown>, prefix = 'DataKey') =>
  target
    .statements(prefix, KEY, 'KeyPolicy')
    .push({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', ...statement });

/** A role that one more statement is given. */
const grant = (target: Workbench, statement: Record<string, unknown>) =>
  target.statements('ProcessingWorkloadPermissions', '', 'PolicyDocument').push({ Effect: 'Allow', ...statement });

/** ZT-05 to ZT-07, each broken in several ways. */
export const KEYS_AND_LOGS: readonly Mutant[] = [
  ...(
    [
      ['does not rotate', 'EnableKeyRotation', false],
      ['does not say whether it rotates', 'EnableKeyRotation', undefined],
      ['rotates every 89 days', 'RotationPeriodInDays', 89],
      ['rotates every 91 days', 'RotationPeriodInDays', 91],
      ['rotates as AWS likes', 'RotationPeriodInDays', undefined],
      ['rotates when the deployment says', 'RotationPeriodInDays', { Ref: 'Days' }],
      ['is disabled', 'Enabled', false],
      ['has material from elsewhere', 'Origin', 'EXTERNAL'],
    ] as const
  ).map(([what, property, value]) => ({
    fault: `the data key ${what}`,
    rule: 'ZT-05-KeysRotate',
    break: (target: Workbench) => target.set('DataKey', KEY, property, value),
  })),
  ...(
    [
      ['everybody in', { Principal: '*' }],
      ['every AWS principal in', { Principal: { AWS: '*' } }],
      ['another account in', { Principal: { AWS: 'arn:aws:iam::555555555555:root' } }],
      ['a service in for everybody', { Principal: { Service: 'sns.amazonaws.com' } }],
      ['everybody but one in', { NotPrincipal: { AWS: 'arn:aws:iam::222222222222:root' } }],
      ['everybody in who comes over TLS', { Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
      ['somebody in who is only known to the deployment', { Principal: { AWS: { Ref: 'Somebody' } } }],
      [
        'everybody in under an operator nobody knows',
        { Principal: '*', Condition: { Odd: { 'aws:SourceAccount': '1' } } },
      ],
    ] as const
  ).map(([whom, statement]) => ({
    fault: `the data key lets ${whom}`,
    rule: 'ZT-05-KeysKnowTheirUsers',
    break: (target: Workbench) => allow(target, statement),
  })),
  {
    fault: 'the logs key lets CloudTrail in for everybody',
    rule: 'ZT-05-KeysKnowTheirUsers',
    break: (target) => delete named(target, 'Enable CloudTrail')['Condition'],
  },
  {
    fault: 'secrets are encrypted with the data key',
    rule: 'ZT-05-KeysApart',
    break: (target) =>
      target.set('KeyRing', 'AWS::SecretsManager::Secret', 'KmsKeyId', {
        'Fn::GetAtt': [target.idOf(target.one('DataKey', KEY)), 'Arn'],
      }),
  },
  {
    fault: 'a queue has the key of SQS',
    rule: 'ZT-05-QueuesGuarded',
    break: (target) =>
      target.set('ProcessingWorkloadDeadLetters', 'AWS::SQS::Queue', 'KmsMasterKeyId', 'alias/aws/sqs'),
  },
  {
    fault: 'a queue takes letters without TLS',
    rule: 'ZT-05-QueuesGuarded',
    break: (target) => target.remove('ProcessingWorkloadDeadLettersPolicy'),
  },
  {
    fault: 'a queue takes letters of everybody',
    rule: 'ZT-05-QueuesGuarded',
    break: (target) =>
      target
        .statements('ProcessingWorkloadDeadLettersPolicy', '', 'PolicyDocument')
        .push({ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }),
  },
  {
    fault: 'the logs key does not know CloudWatch Logs',
    rule: 'ZT-06-LogsKeyLetsCloudWatchLogsIn',
    break: (target) => {
      const statements = target.statements('LogsKey', KEY, 'KeyPolicy');
      statements.splice(statements.indexOf(named(target, 'Enable CloudWatch Logs')), 1);
    },
  },
  ...(
    [
      ['denies instead', { Effect: 'Deny' }],
      ['has no condition', { Condition: undefined }],
      [
        'is for every account',
        { Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:*:*:*' } } },
      ],
      ['lacks kms:Decrypt', { Action: ['kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'] }],
      ['is for another region', { Principal: { Service: 'logs.eu-west-1.amazonaws.com' } }],
    ] as const
  ).map(([what, change]) => ({
    fault: `the statement for CloudWatch Logs ${what}`,
    rule: 'ZT-06-LogsKeyLetsCloudWatchLogsIn',
    break: (target: Workbench) => Object.assign(named(target, 'Enable CloudWatch Logs'), change),
  })),
  {
    fault: 'a log group takes a key that another stack imports',
    rule: 'ZT-06-LogsKeyLetsCloudWatchLogsIn',
    break: (target) => target.set(LOGS, GROUP, 'KmsKeyId', { 'Fn::ImportValue': 'elsewhere' }),
  },
  ...(
    [
      ['has no key', 'KmsKeyId', undefined],
      ['keeps 89 days', 'RetentionInDays', 89],
      ['keeps 91 days', 'RetentionInDays', 91],
      ['keeps for ever', 'RetentionInDays', undefined],
      ['keeps what the deployment says', 'RetentionInDays', { Ref: 'Days' }],
      ['has a key under a condition', 'KmsKeyId', { 'Fn::If': ['C', 'a', { Ref: 'AWS::NoValue' }] }],
    ] as const
  ).map(([what, property, value]) => ({
    fault: `a log group ${what}`,
    rule: 'ZT-07-LogGroupsEncryptedAndKept',
    break: (target: Workbench) => target.set(LOGS, GROUP, property, value),
  })),
  {
    fault: 'a second log group among encrypted ones has no key',
    rule: 'ZT-07-LogGroupsEncryptedAndKept',
    break: (target) => target.add('Second', GROUP, { LogGroupName: '/data/dev/second', RetentionInDays: 90 }),
  },
  {
    fault: 'a helper of the CDK has no log group',
    rule: 'ZT-07-LogGroupsBeforeWriters',
    break: (target) =>
      target.set('CustomVpcRestrictDefaultSGCustomResourceProviderHandler', '', 'LoggingConfig', undefined),
  },
  {
    fault: 'the workload does not wait for its log group',
    rule: 'ZT-07-LogGroupsBeforeWriters',
    break: (target) =>
      target.set('ProcessingWorkloadFunction', '', 'LoggingConfig.LogGroup', '/aws/lambda/data-processing-dev'),
  },
  {
    fault: 'the workload may create log groups',
    rule: 'ZT-07-NoRoleCreatesLogGroups',
    break: (target) => grant(target, { Action: 'logs:CreateLogGroup', Resource: '*' }),
  },
  {
    fault: 'the workload may do everything with logs',
    rule: 'ZT-07-NoRoleCreatesLogGroups',
    break: (target) => grant(target, { Action: 'logs:*', Resource: '*' }),
  },
  {
    fault: 'a role has a policy of AWS that is in no template',
    rule: 'ZT-07-NoRoleCreatesLogGroups',
    break: (target) =>
      target.set('ProcessingWorkloadRole', '', 'ManagedPolicyArns', [
        'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
      ]),
  },
];
