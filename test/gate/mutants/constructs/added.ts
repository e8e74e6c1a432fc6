import type { SourceMutant } from './mutated-app';
import { ALARMS_REACH, inAdded, TRAIL_RECORDS, UNJUDGED } from './source-edits';

const queue = inAdded('stacks/constructs/guarded-queue.ts');
const topic = inAdded('stacks/constructs/guarded-topic.ts');
const table = inAdded('stacks/constructs/guarded-table.ts');
const network = inAdded('stacks/constructs/network.ts');
const audit = inAdded('stacks/constructs/audit.ts');
const alarms = inAdded('stacks/constructs/alarms.ts');
const data = inAdded('stacks/data-stack.ts');

const QUEUES = 'ZT-05-QueuesGuarded';
const TOPICS = 'ZT-05-TopicsGuarded';
const TABLES = 'ZT-05-TablesGuarded';
const OUT = 'ZT-01-NothingLeadsToOtherAccounts';
const DOORS = 'ZT-09-PoliciesLetNobodyElseIn';

const FILTERS = 'ZT-13-MetricFiltersRing';
const ZONES = 'this.zones = props.zones;';
const READING = { logGroupName: '/aws/lambda/data-processing-dev', filterPattern: '' };
const COUNTING = {
  ...READING,
  metricTransformations: [{ metricName: 'Lines', metricNamespace: 'data-dev', metricValue: '1' }],
};

/** Somebody puts a resource beside what the stack makes. */
const besides = (rule: string, fault: string, library: string, kind: string, properties: object): SourceMutant =>
  data(
    rule,
    fault,
    ZONES,
    `${ZONES}\n new (require('aws-cdk-lib/${library}').${kind})(this, 'Beside', ${JSON.stringify(properties)});`,
  );

/** Queues, topics and tables that a developer adds, and what watches them, broken where they are made. */
export const ADDED_SOURCES: readonly SourceMutant[] = [
  queue(
    QUEUES,
    'dead letters are gone as soon as messages',
    'retentionPeriod: KEPT_MESSAGES,',
    'retentionPeriod: KEPT_LETTERS,',
  ),
  queue(
    QUEUES,
    'queues take messages from every account',
    'alarms.watchDeadLetters(queueName, this.deadLetters);',
    "alarms.watchDeadLetters(queueName, this.deadLetters);\n this.queue.addToResourcePolicy(new PolicyStatement({ principals: [new (require('aws-cdk-lib/aws-iam').AnyPrincipal)()], actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] }));",
  ),
  queue(
    ALARMS_REACH,
    'nobody hears of dead letters',
    '    alarms.watchDeadLetters(queueName, this.deadLetters);\n',
    '',
  ),
  topic(
    TOPICS,
    'queues keep out what the topic tells them',
    "conditions: { ArnEquals: { 'aws:SourceArn': this.topic.topicArn } },",
    "conditions: { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:222222222222:another' } },",
  ),
  topic(
    TOPICS,
    'what a queue does not take is lost',
    '      redrivePolicy: { deadLetterTargetArn: deadLetters.queueArn },\n',
    '',
  ),
  topic(
    TOPICS,
    'people hear of data by e-mail',
    "protocol: 'sqs',\n      endpoint: queue.queueArn,",
    "protocol: 'email',\n      endpoint: 'somebody@example.org',",
  ),
  topic(
    OUT,
    'the topic tells a queue of another account',
    'endpoint: queue.queueArn,',
    "endpoint: 'arn:aws:sqs:us-east-1:555555555555:theirs',",
  ),
  topic(
    OUT,
    'the topic tells an address on the internet',
    "protocol: 'sqs',\n      endpoint: queue.queueArn,",
    "protocol: 'https',\n      endpoint: 'https://example.org',",
  ),
  table(
    TABLES,
    'tables are encrypted by DynamoDB',
    'encryption: TableEncryption.CUSTOMER_MANAGED,\n      encryptionKey: keys.data,',
    'encryption: TableEncryption.AWS_MANAGED,',
  ),
  table(TABLES, 'tables can be restored for a day', 'recoveryPeriodInDays: 35', 'recoveryPeriodInDays: 1'),
  table(
    TABLES,
    'tables are reached without TLS',
    "conditions: { Bool: { 'aws:SecureTransport': 'false' } },",
    "conditions: { Bool: { 'aws:SecureTransport': 'true' } },",
  ),
  table(
    TABLES,
    'functions reach tables from outside of the VPC',
    "StringNotEquals: { 'aws:SourceVpc': network.vpc.vpcId },",
    "StringEquals: { 'aws:SourceVpc': 'vpc-never' },",
  ),
  table(TABLES, 'kept tables may be deleted', "deletionProtection: data === 'retained',", 'deletionProtection: false,'),
  table(
    DOORS,
    'the policy of tables lets everybody in',
    'resourcePolicy: new PolicyDocument({ statements: [this.refuseWithoutTls()] }),',
    "resourcePolicy: new PolicyDocument({ statements: [this.refuseWithoutTls(), new PolicyStatement({ principals: [new AnyPrincipal()], actions: ['dynamodb:GetItem'], resources: [this.arn] })] }),",
  ),
  data(
    DOORS,
    'another account may read the log groups',
    ZONES,
    "this.zones = props.zones;\n new (require('aws-cdk-lib/aws-logs').CfnResourcePolicy)(this, 'Door', { policyName: 'door', policyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::555555555555:root' }, Action: 'logs:GetLogEvents', Resource: '*' }] }) });",
  ),
  ...(
    [
      [FILTERS, 'a filter counts in a metric that nobody watches', COUNTING],
      [FILTERS, 'a filter reads a log group of nobody here', { ...COUNTING, logGroupName: 'of-somebody' }],
    ] as const
  ).map(([rule, fault, properties]) => besides(rule, fault, 'aws-logs', 'CfnMetricFilter', properties)),
  ...(
    [
      ['a stream takes the events of the function', 'arn:aws:kinesis:us-east-1:222222222222:stream/of-nobody-here'],
      ['another account takes the events', 'arn:aws:logs:us-east-1:999999999999:destination:of-somebody'],
    ] as const
  ).map(([fault, destinationArn]) =>
    besides('ZT-07-LogEventsStay', fault, 'aws-logs', 'CfnSubscriptionFilter', { ...READING, destinationArn }),
  ),
  ...(
    [
      ['an access point of the data is open to the internet', 'storage.data.bucketName'],
      ['an access point leads to a bucket of somebody', "'of-somebody'"],
    ] as const
  ).map(([fault, bucket]) =>
    data(
      'ZT-08-AccessPointsGuarded',
      fault,
      '    // What a developer adds',
      `new (require('aws-cdk-lib/aws-s3').CfnAccessPoint)(this, 'Beside', { bucket: ${bucket} });\n    // What a developer adds`,
    ),
  ),
  table(TRAIL_RECORDS, 'the trail does not record tables', '    audit.recordTable(this.arn);\n', ''),
  audit(
    TRAIL_RECORDS,
    'the trail records the second kind of data only',
    'if (known?.values === undefined) this',
    'if (known?.values === undefined) this.recorded.length = 0, this',
  ),
  network(
    'ZT-03-EndpointsForThisAccountOnly',
    'the VPC has no endpoint for tables',
    'reachTables(region: string): void {',
    'reachTables(region: string): void {\n if (region) return;',
  ),
  alarms(
    ALARMS_REACH,
    'the alarm of dead letters counts in a unit that SQS does not write',
    "{ period: ALARM_PERIOD, statistic: 'Maximum' }",
    "{ period: ALARM_PERIOD, statistic: 'Maximum', unit: 'Bytes' }",
  ),
  table(
    UNJUDGED,
    'tables stream what changes',
    'billingMode: BillingMode.PAY_PER_REQUEST,',
    "billingMode: BillingMode.PAY_PER_REQUEST,\n stream: 'NEW_IMAGE',",
  ),
];
