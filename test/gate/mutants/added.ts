import { ADDED_SETTINGS } from './added-settings';
import { ANYBODY, adding, FUNCTION, setting } from './faults';
import type { Mutant, Workbench } from './mutant';

const TABLE = 'AWS::DynamoDB::Table';
const POLICY = 'ResourcePolicy.PolicyDocument';
const TOPIC = 'AWS::SNS::Topic';
const SUBSCRIPTION = 'AWS::SNS::Subscription';
const ELSEWHERE = 'arn:aws:sqs:us-east-1:999999999999:of-somebody';

/** A policy of a queue or key without what it lets SNS do. */
const withoutSns = (prefix: string, type: string, property: string) => (target: Workbench) => {
  const statements = target.statements(prefix, type, property);
  const kept = statements.filter((each) => !JSON.stringify(each).includes('sns.amazonaws.com'));
  if (kept.length === statements.length) throw new Error(`${prefix} lets SNS do nothing`);
  statements.splice(0, statements.length, ...kept);
};

/** The first of what a statement is about: the table itself. */
const tableOf = ({ Resource: resources }: Record<string, unknown>): unknown => (resources as readonly unknown[])[0];

/** What a developer adds, broken: tables, queues, topics, a bucket and a function. */
export const ADDED: readonly Mutant[] = [
  ...ADDED_SETTINGS,
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
    fault: 'the policy of a table refuses plain http to its items, and not to those in its indexes',
    rule: 'ZT-05-TablesGuarded',
    break: (target) => {
      for (const each of target.statements('AddedVisitsTable', TABLE, POLICY)) each['Resource'] = tableOf(each);
    },
  },
  {
    fault: 'a function may query the indexes of a table from anywhere',
    rule: 'ZT-05-TablesGuarded',
    break: (target) => {
      for (const each of target.statements('ProcessingWorkloadPermissions', '', 'PolicyDocument'))
        if (String(each['Sid']).startsWith('RefuseTableOutsideTheVpc')) each['Resource'] = tableOf(each);
    },
  },
  {
    fault: 'a function may use every table of the account from anywhere',
    rule: 'ZT-05-TablesGuarded',
    break: (target) =>
      target.statements('AddedReportsPermissions', '', 'PolicyDocument').push({
        Effect: 'Allow',
        Action: 'dynamodb:Query',
        Resource: 'arn:aws:dynamodb:us-east-1:222222222222:table/*',
      }),
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
