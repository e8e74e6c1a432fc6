import { ANYBODY, adding, FUNCTION, setting } from './faults';
import type { Mutant, Workbench } from './mutant';

const TABLE = 'AWS::DynamoDB::Table';
const POLICY = 'ResourcePolicy.PolicyDocument';
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

/** A policy of a queue or key without what it lets SNS do. */
const withoutSns = (prefix: string, type: string, property: string) => (target: Workbench) => {
  const statements = target.statements(prefix, type, property);
  const kept = statements.filter((each) => !JSON.stringify(each).includes('sns.amazonaws.com'));
  if (kept.length === statements.length) throw new Error(`${prefix} lets SNS do nothing`);
  statements.splice(0, statements.length, ...kept);
};

/** What a developer adds, broken: tables, queues, topics, a bucket and a function. */
export const ADDED: readonly Mutant[] = [
  ...FAULTS.flatMap(([rule, [prefix, type], faults]) =>
    faults.map(([fault, path, value]) => setting(rule, fault, prefix, type, path, value)),
  ),
  {
    ...setting(
      'ZT-05-TablesGuarded',
      'a table may be deleted',
      'AddedVisitsTable',
      TABLE,
      'DeletionProtectionEnabled',
      false,
    ),
    in: 'prod',
  },
  ...(['DeletionPolicy', 'UpdateReplacePolicy'] as const).map((attribute) => ({
    fault: `a table goes with its stack (${attribute})`,
    rule: 'ZT-15-KeptInProd',
    in: 'prod' as const,
    break: (target: Workbench) => {
      target.one('AddedVisitsTable', TABLE)[attribute] = 'Delete';
    },
  })),
  {
    fault: 'the policy of a table refuses writing without TLS only',
    rule: 'ZT-05-TablesGuarded',
    break: (target) => {
      for (const each of target.statements('AddedVisitsTable', TABLE, POLICY)) each['Action'] = 'dynamodb:PutItem';
    },
  },
  {
    fault: 'the policy of a table lets everybody in',
    rule: 'ZT-09-PoliciesLetNobodyElseIn',
    break: (target) => {
      target.statements('AddedVisitsTable', TABLE, POLICY).push({ ...ANYBODY, Action: 'dynamodb:GetItem' });
    },
  },
  {
    fault: 'a function may use a table from anywhere',
    rule: 'ZT-05-TablesGuarded',
    break: (target) => {
      const statements = target.statements('ProcessingWorkloadPermissions', '', 'PolicyDocument');
      statements.splice(
        statements.findIndex(({ Sid: sid }) => String(sid).startsWith('RefuseTableOutsideTheVpc')),
        1,
      );
    },
  },
  {
    fault: 'nothing records who reads a table',
    rule: 'ZT-12-TrailRecordsData',
    break: (target) => {
      const [selector] = target.one('AuditTrail').Properties['EventSelectors'] as {
        DataResources: { Type: string }[];
      }[];
      if (selector) selector.DataResources = selector.DataResources.filter(({ Type }) => Type !== TABLE);
    },
  },
  {
    fault: 'nothing records who reads a bucket that was added',
    rule: 'ZT-12-TrailRecordsData',
    break: (target) => {
      const [selector] = target.one('AuditTrail').Properties['EventSelectors'] as {
        DataResources: { Values: string[] }[];
      }[];
      for (const each of selector?.DataResources ?? []) each.Values.splice(1);
    },
  },
  {
    fault: 'a table is reached without an endpoint',
    rule: 'ZT-03-EndpointsForThisAccountOnly',
    break: (target) => target.remove('NetworkDynamoDbEndpoint'),
  },
  {
    fault: 'the endpoint of DynamoDB serves everybody',
    rule: 'ZT-03-EndpointsForThisAccountOnly',
    break: (target) =>
      target.statements('NetworkDynamoDbEndpoint', '', 'PolicyDocument').push({ ...ANYBODY, Action: 'dynamodb:*' }),
  },
  setting(
    'ZT-03-EndpointsForThisAccountOnly',
    'the endpoint of DynamoDB is in no route',
    'NetworkDynamoDbEndpoint',
    '',
    'RouteTableIds',
    [],
  ),
  setting(
    'ZT-04-HttpsBetweenKnownGroups',
    'the workload reaches DynamoDB of another region',
    'NetworkWorkloadtopl02cd2c6b',
    '',
    'DestinationPrefixListId',
    'pl-6fa54006',
  ),
  {
    fault: 'the workload reaches DynamoDB, where there is no table',
    rule: 'ZT-04-HttpsBetweenKnownGroups',
    break: (target) => target.remove('AddedVisitsTable', TABLE),
  },
  {
    fault: 'no alarm tells of letters of a queue that was added',
    rule: 'ZT-13-AlarmsReachSomebody',
    break: (target) => target.remove('AlarmsdataordersDeadLetters'),
  },
  {
    fault: 'a queue that was added has no policy',
    rule: 'ZT-05-QueuesGuarded',
    break: (target) => target.remove('AddedOrdersQueuePolicy'),
  },
  {
    fault: 'a queue keeps SNS out, which loses what a topic tells it',
    rule: 'ZT-05-TopicsGuarded',
    break: withoutSns('AddedLettersQueuePolicy', '', 'PolicyDocument'),
  },
  {
    fault: 'the key of a queue keeps SNS out',
    rule: 'ZT-05-TopicsGuarded',
    break: withoutSns('DataKey', 'AWS::KMS::Key', 'KeyPolicy'),
  },
  {
    fault: 'a topic of data tells people by e-mail, beside its queue',
    rule: 'ZT-05-TopicsGuarded',
    break: (target) =>
      target.add('Mail', SUBSCRIPTION, {
        TopicArn: { Ref: target.idOf(target.one('AddedNewsTopic', TOPIC)) },
        Protocol: 'email',
        Endpoint: 'somebody@example.com',
      }),
  },
  {
    fault: 'a function may publish to the topic of alarms, which tells people by e-mail',
    rule: 'ZT-05-TopicsGuarded',
    break: (target) => {
      const topic = { Ref: target.idOf(target.one('AlarmsTopic', TOPIC)) };
      target.add('Mail', SUBSCRIPTION, { TopicArn: topic, Protocol: 'email', Endpoint: 'somebody@example.com' });
      target
        .statements('ProcessingWorkloadPermissions', '', 'PolicyDocument')
        .push({ Effect: 'Allow', Action: 'sns:Publish', Resource: topic });
    },
  },
  adding('ZT-05-TopicsGuarded', SUBSCRIPTION, 'somebody else publishes to us', {
    TopicArn: 'arn:aws:sns:us-east-1:999999999999:of-somebody',
    Protocol: 'sqs',
    Endpoint: ELSEWHERE,
  }),
  setting(
    'ZT-00-NothingUnjudged',
    'a function is told of a table of somebody',
    'AddedReportsFunction',
    FUNCTION,
    'Environment',
    {
      Variables: { TABLE_NAME: 'of-somebody' },
    },
  ),
  setting(
    'ZT-00-NothingUnjudged',
    'a function is told of a queue of somebody',
    'AddedReportsFunction',
    FUNCTION,
    'Environment',
    {
      Variables: { QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/999999999999/of-somebody' },
    },
  ),
  setting(
    'ZT-00-NothingUnjudged',
    'a function is told of a topic of somebody',
    'AddedReportsFunction',
    FUNCTION,
    'Environment',
    {
      Variables: { TOPIC_ARN: 'arn:aws:sns:us-east-1:999999999999:of-somebody' },
    },
  ),
  setting(
    'ZT-01-WorkloadInsideVpc',
    'a function that was added runs outside',
    'AddedReportsFunction',
    FUNCTION,
    'VpcConfig',
    undefined,
  ),
];
