import type { SourceMutant } from './mutated-app';
import { inSource } from './source-edits';

const keys = inSource('stacks/constructs/keys.ts');
const helpers = inSource('stacks/constructs/helper-functions.ts');
const workload = inSource('stacks/constructs/workload-function.ts');
const queue = inSource('stacks/constructs/encrypted-queue.ts');

const ROTATED = 'super(scope, id, { ...props, enableKeyRotation: true, rotationPeriod: KEY_ROTATION });';
const CLOUDWATCH = 'ZT-06-LogsKeyLetsCloudWatchLogsIn';

/** ZT-05 to ZT-07, broken where keys, queues and log groups are made. */
export const KEYS_AND_LOGS_SOURCES: readonly SourceMutant[] = [
  keys(
    'ZT-05-KeysRotate',
    'keys do not rotate',
    'enableKeyRotation: true, rotationPeriod: KEY_ROTATION',
    'enableKeyRotation: false',
  ),
  keys('ZT-05-KeysRotate', 'keys rotate every 91 days', 'Duration.days(90)', 'Duration.days(91)'),
  keys(
    'ZT-05-KeysRotate',
    'a raw override takes the rotation away',
    ROTATED,
    `${ROTATED}\n this.node.defaultChild.addPropertyDeletionOverride('EnableKeyRotation');`,
  ),
  keys('ZT-05-KeysRotate', 'keys are disabled', 'enableKeyRotation: true,', 'enabled: false, enableKeyRotation: true,'),
  keys(
    'ZT-05-KeysKnowTheirUsers',
    'keys let services in for everybody',
    ROTATED,
    `${ROTATED}\n this.addToResourcePolicy(new PolicyStatement({ principals: [new ServicePrincipal('s3.amazonaws.com')], actions: ['kms:*'], resources: ['*'] }));`,
  ),
  {
    fault: 'the topic may be encrypted for by services of every account',
    rule: 'ZT-05-KeysKnowTheirUsers',
    edits: [
      {
        file: 'lib/stacks/constructs/told-topic.ts',
        find: '          ArnLikeIfExists: ofThisAccount,\n',
        put: '',
      },
    ],
  },
  {
    fault: 'CloudTrail may use the logs key for every trail',
    rule: 'ZT-05-KeysKnowTheirUsers',
    edits: [
      {
        file: 'lib/stacks/constructs/audit.ts',
        find: '{ ...bond, StringLikeIfExists: inItsContext }',
        put: '{ StringLikeIfExists: inItsContext }',
      },
    ],
  },
  {
    fault: 'secrets take the data key',
    rule: 'ZT-05-KeysApart',
    edits: [
      {
        file: 'lib/stacks/data-stack.ts',
        find: 'secretsKey: keys.secrets, removalPolicy',
        put: 'secretsKey: keys.data, removalPolicy',
      },
    ],
  },
  {
    fault: 'log groups take the data key',
    rule: 'ZT-05-KeysApart',
    edits: [
      {
        file: 'lib/stacks/data-stack.ts',
        find: "      data: new RotatedKey(this, 'DataKey'",
        put: "      data: new LogsKey(this, 'DataKey'",
      },
      { file: 'lib/stacks/data-stack.ts', find: 'encryptionKey: keys.logs,', put: 'encryptionKey: keys.data,' },
    ],
  },
  queue(
    'ZT-05-QueuesGuarded',
    'dead letters are encrypted by SQS',
    'encryption: QueueEncryption.KMS,\n      encryptionMasterKey: dataKey,',
    'encryption: QueueEncryption.SQS_MANAGED,',
  ),
  queue('ZT-05-QueuesGuarded', 'dead letters are taken without TLS', 'enforceSSL: true,\n', ''),
  keys(
    CLOUDWATCH,
    'the logs key lets another service in instead of CloudWatch Logs',
    'new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)',
    "new ServicePrincipal('s3.amazonaws.com')",
  ),
  keys(
    CLOUDWATCH,
    'the statement for CloudWatch Logs holds without a context, too',
    'ArnLike: {',
    'ArnLikeIfExists: {',
  ),
  keys(
    CLOUDWATCH,
    'the logs key is for the log groups of every account',
    '${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:*',
    '*:*:log-group:*',
  ),
  keys(CLOUDWATCH, 'the logs key lets nobody create grants', "          'kms:CreateGrant',\n", ''),
  {
    fault: 'the logs key is one without the statement: the failure this gate was made for',
    rule: CLOUDWATCH,
    edits: [
      {
        file: 'lib/stacks/data-stack.ts',
        find: "new LogsKey(this, 'LogsKey'",
        put: "new RotatedKey(this, 'LogsKey'",
      },
    ],
  },
  ...(
    [
      ['have no key', '{ ...props, retention', '{ ...props, encryptionKey: undefined, retention'],
      ['keep a week', 'RetentionDays.THREE_MONTHS', 'RetentionDays.ONE_WEEK'],
      ['keep for ever', 'RetentionDays.THREE_MONTHS', 'RetentionDays.INFINITE'],
    ] as const
  ).map(([what, find, put]) =>
    inSource('stacks/constructs/encrypted-log-group.ts')(
      'ZT-07-LogGroupsEncryptedAndKept',
      `log groups ${what}`,
      find,
      put,
    ),
  ),
  helpers(
    'ZT-07-LogGroupsBeforeWriters',
    'helpers are not told their log group',
    "  handler.addPropertyOverride('LoggingConfig', { LogGroup: logGroup.logGroupName });\n",
    '',
  ),
  workload('ZT-07-LogGroupsBeforeWriters', 'functions are not told their log group', '      logGroup,\n', ''),
  helpers(
    'ZT-07-NoRoleCreatesLogGroups',
    'helpers keep the policy that lets them create log groups',
    "  role.addPropertyDeletionOverride('ManagedPolicyArns');\n",
    '',
  ),
  workload(
    'ZT-07-NoRoleCreatesLogGroups',
    'functions may create log groups',
    "'ec2:CreateNetworkInterface',",
    "'ec2:CreateNetworkInterface', 'logs:CreateLogGroup',",
  ),
];
