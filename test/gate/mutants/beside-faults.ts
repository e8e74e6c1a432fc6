import { BESIDE, COUNTING, ref } from './beside';
import { changing, type Settings } from './faults';
import type { Mutant, Workbench } from './mutant';

type Fault = readonly [fault: string, rule: string, changes: Settings | ((target: Workbench) => Settings)];

const FILTERS = 'ZT-13-MetricFiltersRing';
const SENT = 'ZT-07-LogEventsStay';
const POINTS = 'ZT-08-AccessPointsGuarded';
const UNJUDGED = 'ZT-00-NothingUnjudged';
const ABROAD = 'ZT-01-NothingLeadsToOtherAccounts';
const ELSEWHERE = '999999999999';
const transformed = (changes: Settings): Settings => ({ MetricTransformations: [{ ...COUNTING, ...changes }] });
const queueOf = (account: string) => `arn:aws:sqs:us-east-1:${account}:of-somebody`;

/** What may be wrong with each of them. */
const FAULTS: readonly (readonly [made: string, prefix: string, type: string, faults: readonly Fault[]])[] = [
  [
    'a metric filter with its alarm',
    'AddedFilter',
    'AWS::Logs::MetricFilter',
    [
      ['reads a log group of nobody here', FILTERS, { LogGroupName: 'of-somebody' }],
      ['looks for what no event has', FILTERS, { FilterPattern: '{ $.errorcode = "AccessDenied" }' }],
      ['looks for words in events', FILTERS, { FilterPattern: '[time, who, action="REJECT"]' }],
      ['has a pattern that nobody can read', FILTERS, { FilterPattern: '{ $.errorCode ~ "Access" }' }],
      [
        'reads flows as if they were the default',
        FILTERS,
        (target: Workbench) => ({
          LogGroupName: ref(target, 'FlowLogs', 'AWS::Logs::LogGroup'),
          FilterPattern: '[version, account, action="REJECT"]',
        }),
      ],
      [
        'looks for a level that no function has',
        FILTERS,
        (target: Workbench) => ({
          LogGroupName: ref(target, 'ProcessingWorkloadLogs', 'AWS::Logs::LogGroup'),
          FilterPattern: '{ $.level = "error" }',
        }),
      ],
      ['counts nothing', FILTERS, transformed({ MetricValue: '0' })],
      ['counts what stands in the record', FILTERS, transformed({ MetricValue: '$.bytes' })],
      ['makes a metric that nobody watches', FILTERS, transformed({ MetricName: 'Refused' })],
      ['makes a metric in another namespace', FILTERS, transformed({ MetricNamespace: 'data-prod' })],
      ['makes a metric of another unit', FILTERS, transformed({ Unit: 'Seconds' })],
      ['makes its alarm ring while nothing comes', FILTERS, transformed({ DefaultValue: 5 })],
      [
        'writes what stands in the record into dimensions',
        UNJUDGED,
        transformed({ Dimensions: [{ Key: 'who', Value: '$.userIdentity.arn' }] }),
      ],
    ],
  ],
  [
    'a metric filter with its alarm',
    'AddedFilterAlarm',
    'AWS::CloudWatch::Alarm',
    [
      ['tells nobody of what was filtered', FILTERS, { AlarmActions: [] }],
      ['waits for a hundred of what was filtered', FILTERS, { Threshold: 100 }],
      ['watches another dimension', FILTERS, { Dimensions: [{ Name: 'who', Value: 'x' }] }],
    ],
  ],
  [
    'a function that reads what the trail logs',
    'AddedSubscription',
    'AWS::Logs::SubscriptionFilter',
    [
      ...[
        ['a destination of another account', `arn:aws:logs:us-east-1:${ELSEWHERE}:destination:of-somebody`],
        ['a stream', 'arn:aws:kinesis:us-east-1:222222222222:stream/of-nobody-here'],
        ['a delivery stream', 'arn:aws:firehose:us-east-1:222222222222:deliverystream/of-nobody-here'],
        ['a function of nobody here', 'arn:aws:lambda:us-east-1:222222222222:function:of-nobody-here'],
        ['whom the deployment says', { 'Fn::ImportValue': 'of-somebody' }],
      ].map(([whom, to]): Fault => [`sends the log to ${String(whom)}`, SENT, { DestinationArn: to }]),
      [
        'names another account',
        ABROAD,
        { DestinationArn: `arn:aws:logs:us-east-1:${ELSEWHERE}:destination:of-somebody` },
      ],
      ['sends a log group of nobody here', SENT, { LogGroupName: 'of-somebody' }],
      [
        'calls a function for what it has said itself',
        SENT,
        (target: Workbench) => ({ LogGroupName: ref(target, 'AddedReportsLogs', 'AWS::Logs::LogGroup') }),
      ],
      ['sends as a role', UNJUDGED, { RoleArn: 'arn:aws:iam::222222222222:role/of-nobody-here' }],
    ],
  ],
  [
    'an access point for the VPC',
    'AddedPoint',
    'AWS::S3::AccessPoint',
    [
      ['is open to the internet', POINTS, { VpcConfiguration: undefined }],
      ['is open to another VPC', POINTS, { VpcConfiguration: { VpcId: 'vpc-0123456789abcdef0' } }],
      ['opens the bucket of somebody', POINTS, { Bucket: 'of-somebody' }],
      ['opens the bucket of another account', UNJUDGED, { BucketAccountId: ELSEWHERE }],
      ['names another account', ABROAD, { BucketAccountId: ELSEWHERE }],
      ['blocks nothing', POINTS, { PublicAccessBlockConfiguration: undefined }],
      ['has the name of any environment', 'ZT-15-EnvironmentInNames', { Name: 'readers' }],
      ['has no tags', 'ZT-14-Tags', { Tags: undefined }],
    ],
  ],
  [
    'a queue that calls a function',
    'AddedMapping',
    'AWS::Lambda::EventSourceMapping',
    [
      ['is fed by a queue of another account', ABROAD, { EventSourceArn: queueOf(ELSEWHERE) }],
      ['is fed by a queue of nobody here', UNJUDGED, { EventSourceArn: queueOf('222222222222') }],
      ['calls a function of nobody here', UNJUDGED, { FunctionName: 'of-nobody-here' }],
      ['deletes what a filter does not take', UNJUDGED, { FilterCriteria: { Filters: [{ Pattern: '{}' }] } }],
      [
        'tells another account of what failed',
        ABROAD,
        { DestinationConfig: { OnFailure: { Destination: queueOf(ELSEWHERE) } } },
      ],
      [
        'tells somebody of what failed',
        UNJUDGED,
        { DestinationConfig: { OnFailure: { Destination: queueOf('222222222222') } } },
      ],
      ['is under the key of another account', ABROAD, { KmsKeyArn: `arn:aws:kms:us-east-1:${ELSEWHERE}:key/x` }],
      ['is under a key of nobody here', UNJUDGED, { KmsKeyArn: 'arn:aws:kms:us-east-1:222222222222:key/x' }],
      ['is switched off', UNJUDGED, { Enabled: false }],
      ['is fed by brokers anywhere', UNJUDGED, { SelfManagedEventSource: { Endpoints: {} } }],
      ['has no tags', 'ZT-14-Tags', { Tags: undefined }],
    ],
  ],
];

/** Each of them with one fault. */
export const BROKEN_BESIDE: readonly Mutant[] = [
  ...FAULTS.flatMap(([made, prefix, type, faults]) =>
    faults.map(([fault, rule, changes]) => ({
      fault: `of ${made}: it ${fault}`,
      rule,
      break: (target: Workbench) => {
        BESIDE[made]?.(target);
        changing(prefix, type, typeof changes === 'function' ? changes(target) : changes)(target);
      },
    })),
  ),
  {
    fault: 'a bucket is reached by one name from every region',
    rule: 'ZT-08-AccessPointsGuarded',
    break: (target) =>
      target.add('Added', 'AWS::S3::MultiRegionAccessPoint', {
        Regions: [{ Bucket: ref(target, 'StorageData6', 'AWS::S3::Bucket') }],
      }),
  },
  ...(['AWS::S3::MultiRegionAccessPoint', 'AWS::S3::MultiRegionAccessPointPolicy'] as const).map((type) => ({
    fault: `there is an ${type}`,
    rule: 'ZT-00-NothingUnjudged',
    break: (target: Workbench) => target.add('Added', type, { Regions: [], MrapName: 'x' }),
  })),
];
