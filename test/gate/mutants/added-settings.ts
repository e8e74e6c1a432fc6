import { setting } from './faults';
import type { Mutant } from './mutant';

const TABLE = 'AWS::DynamoDB::Table';
const QUEUE = 'AWS::SQS::Queue';
const TOPIC = 'AWS::SNS::Topic';
const SUBSCRIPTION = 'AWS::SNS::Subscription';
const ELSEWHERE = 'arn:aws:sqs:us-east-1:999999999999:of-somebody';

type Fault = readonly [fault: string, path: string, value: unknown];

/** What of a table, a queue and a subscription may be wrong, a row a fault; the rule, and the resource that has it. */
const FAULTS: readonly (readonly [
  rule: string,
  of: readonly [prefix: string, type: string],
  faults: readonly Fault[],
])[] = [
  [
    'ZT-05-TablesGuarded',
    ['AddedVisitsTable', TABLE],
    [
      ['a table has no encryption of its own', 'SSESpecification', undefined],
      ['a table is under the key of DynamoDB', 'SSESpecification.KMSMasterKeyId', undefined],
      ['a table is under a key of somebody', 'SSESpecification.KMSMasterKeyId', 'alias/of-somebody'],
      ["a table is under AWS's own key after all", 'SSESpecification.SSEEnabled', false],
      ['a table cannot be restored', 'PointInTimeRecoverySpecification', undefined],
      [
        'the recovery of a table is off',
        'PointInTimeRecoverySpecification',
        { PointInTimeRecoveryEnabled: false, RecoveryPeriodInDays: 35 },
      ],
      ['a table can be restored for a day', 'PointInTimeRecoverySpecification.RecoveryPeriodInDays', 1],
      ['a table has no policy', 'ResourcePolicy', undefined],
      ['the policy of a table refuses nothing', 'ResourcePolicy.PolicyDocument', { Statement: [] }],
    ],
  ],
  [
    'ZT-00-NothingUnjudged',
    ['AddedVisitsTable', TABLE],
    [
      ['the items of a table flow into a stream', 'StreamSpecification', { StreamViewType: 'NEW_IMAGE' }],
      ['the items of a table flow to Kinesis', 'KinesisStreamSpecification', { StreamArn: ELSEWHERE }],
      [
        'a table is filled from a bucket of somebody',
        'ImportSourceSpecification',
        { S3BucketSource: { S3Bucket: 'x' } },
      ],
      ['the items of a table go by themselves', 'TimeToLiveSpecification', { AttributeName: 'at', Enabled: true }],
      ['keys of a table are shown to whoever counts them', 'ContributorInsightsSpecification', { Enabled: true }],
    ],
  ],
  [
    'ZT-15-EnvironmentInNames',
    ['AddedVisitsTable', TABLE],
    [['a table has the name of any environment', 'TableName', 'visits']],
  ],
  ['ZT-14-Tags', ['AddedVisitsTable', TABLE], [['a table has no tags', 'Tags', undefined]]],
  [
    'ZT-05-KeysApart',
    ['AddedVisitsTable', TABLE],
    [
      [
        'a table is under the logs key',
        'SSESpecification.KMSMasterKeyId',
        { 'Fn::GetAtt': ['LogsKeyA6AB43B2', 'Arn'] },
      ],
    ],
  ],
  [
    'ZT-05-QueuesGuarded',
    ['AddedOrdersQueue', QUEUE],
    [
      ['a queue is under no key', 'KmsMasterKeyId', undefined],
      [
        'a queue hands its letters to somebody',
        'RedrivePolicy',
        { deadLetterTargetArn: ELSEWHERE, maxReceiveCount: 5 },
      ],
      ['a queue keeps messages for as long as its letters', 'MessageRetentionPeriod', 1_209_600],
    ],
  ],
  [
    'ZT-05-KeysApart',
    ['AddedNewsTopic', TOPIC],
    [['a topic of data is under the logs key', 'KmsMasterKeyId', { 'Fn::GetAtt': ['LogsKeyA6AB43B2', 'Arn'] }]],
  ],
  [
    'ZT-13-AlarmsReachSomebody',
    ['AddedNewsTopic', TOPIC],
    [
      ['a topic of data is under no key', 'KmsMasterKeyId', undefined],
      ['a topic of data is under the key of SNS', 'KmsMasterKeyId', 'alias/aws/sns'],
    ],
  ],
  [
    'ZT-05-TopicsGuarded',
    ['AddedNews', SUBSCRIPTION],
    [
      ...['http', 'https', 'email-json', 'sms', 'application', 'firehose', 'lambda'].map(
        (protocol): Fault => [`a topic tells by ${protocol}`, 'Protocol', protocol],
      ),
      ['a topic of data sends e-mail', 'Protocol', 'email'],
      ['a topic tells a queue of somebody', 'Endpoint', ELSEWHERE],
      ['what a topic cannot deliver is lost', 'RedrivePolicy', undefined],
      ['what a topic cannot deliver goes to somebody', 'RedrivePolicy', { deadLetterTargetArn: ELSEWHERE }],
    ],
  ],
];

/** All of them. */
export const ADDED_SETTINGS: readonly Mutant[] = FAULTS.flatMap(([rule, [prefix, type], faults]) =>
  faults.map(([fault, path, value]) => setting(rule, fault, prefix, type, path, value)),
);
