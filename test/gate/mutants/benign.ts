import { expect, test } from '@jest/globals';
import { FLOW } from '../../../lib/effect/samples';
import { BESIDE } from './beside';
import { formatOf } from './effect';
import { advanced, MANAGEMENT, objects } from './effect-trail';
import { changing } from './faults';
import type { Workbench } from './mutant';

const ALARM = 'AWS::CloudWatch::Alarm';
const TRAIL = 'AWS::CloudTrail::Trail';
const RULE = 'AWS::Events::Rule';
const GROUP = 'AWS::Logs::LogGroup';
const FLOW_LOG = 'AWS::EC2::FlowLog';

const BOUNDARY = { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/developers' };

const alarm = (changes: Readonly<Record<string, unknown>>) => (target: Workbench) => {
  for (const kind of ['Errors', 'Throttles', 'DeadLetters'])
    changing(`Alarmsdataprocessing${kind}`, ALARM, changes)(target);
};

const pattern =
  (change: (pattern: Record<string, unknown> & { detail: Record<string, unknown> }) => void) => (target: Workbench) => {
    for (const rule of ['AlarmsEndangeredKey', 'AlarmsFailedRotation']) {
      change(target.one(rule, RULE).Properties['EventPattern'] as Parameters<typeof change>[0]);
    }
  };

const message = (rule: string, more: Readonly<Record<string, unknown>>) => (target: Workbench) => {
  const [first = {}] = target.one(rule, RULE).Properties['Targets'] as Record<string, unknown>[];
  Object.assign(first, more);
};

/** Every read and write of every table. */
const ITEMS = advanced(
  { Field: 'eventCategory', Equals: ['Data'] },
  { Field: 'resources.type', Equals: ['AWS::DynamoDB::Table'] },
);

const selectors = (...all: readonly Readonly<Record<string, unknown>>[]) =>
  changing('AuditTrail', TRAIL, { EventSelectors: undefined, AdvancedEventSelectors: [...all, ITEMS] });

/** What somebody does who means well: every rule says yes. */
const BENIGN: readonly (readonly [what: string, change: (target: Workbench) => void])[] = [
  ['alarms name the unit that the service writes', alarm({ Unit: 'Count' })],
  ['alarms look every minute', alarm({ Period: 60 })],
  ['alarms take the most', alarm({ Statistic: 'Maximum' })],
  ['alarms take the mean', alarm({ Statistic: 'Average' })],
  [
    'alarms ring from one on',
    alarm({ Statistic: 'Sum', ComparisonOperator: 'GreaterThanOrEqualToThreshold', Threshold: 1 }),
  ],
  ['alarms want one of three', alarm({ EvaluationPeriods: 3, DatapointsToAlarm: 1 })],
  ['alarms have no state while nothing happens', alarm({ TreatMissingData: 'missing' })],
  ['alarms say nothing of missing data', alarm({ TreatMissingData: undefined })],
  ['alarms describe themselves', alarm({ AlarmDescription: 'see the runbook' })],
  [
    'alarms wait for a quarter of an hour of letters',
    (target) => changing('AlarmsdataprocessingDeadLetters', ALARM, { EvaluationPeriods: 3 })(target),
  ],
  [
    'rules take names by their beginning',
    pattern(({ detail }) => Object.assign(detail, { eventSource: [{ suffix: '.amazonaws.com' }] })),
  ],
  [
    'rules take events of more names',
    pattern(({ detail }) => (detail['eventName'] as string[]).push('CancelKeyDeletion')),
  ],
  ['rules take anything but reads', pattern(({ detail }) => Object.assign(detail, { readOnly: [false] }))],
  ['rules take what did not fail', pattern(({ detail }) => Object.assign(detail, { errorCode: [{ exists: false }] }))],
  [
    'rules take one of two services',
    pattern((all) => Object.assign(all, { $or: [{ source: ['aws.kms'] }, { source: [{ wildcard: 'aws.secret*' }] }] })),
  ],
  [
    'rules take all but another region',
    pattern((all) => Object.assign(all, { region: [{ 'anything-but': ['eu-west-9'] }] })),
  ],
  [
    'rules hear of reads, too',
    changing('AlarmsEndangeredKey', RULE, { State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' }),
  ],
  ['rules tell the detail only', message('AlarmsEndangeredKey', { InputPath: '$.detail' })],
  [
    'rules write a sentence',
    message('AlarmsEndangeredKey', {
      InputTransformer: {
        InputPathsMap: { what: '$.detail.eventName', key: '$.detail.resources[0].ARN', who: '$.detail.userIdentity' },
        InputTemplate: '"<what> of <key> by <who>, rule <aws.events.rule-name>"',
      },
    }),
  ],
  [
    'rules hand the event on within a text',
    message('AlarmsFailedRotation', { InputTransformer: { InputTemplate: '{"event": <aws.events.event.json>}' } }),
  ],
  ['the trail has advanced selectors', selectors(MANAGEMENT, objects())],
  ['the trail has advanced selectors with names', selectors({ Name: 'All of the account', ...MANAGEMENT }, objects())],
  [
    'the trail records reads and writes by one selector each',
    selectors(
      MANAGEMENT,
      objects({ Field: 'readOnly', Equals: ['true'] }),
      objects({ Field: 'readOnly', Equals: ['false'] }),
    ),
  ],
  [
    'the trail records the buckets of a beginning',
    selectors(MANAGEMENT, objects({ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::'] })),
  ],
  [
    'the trail leaves another bucket out',
    selectors(MANAGEMENT, objects({ Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::other/'] })),
  ],
  [
    'the trail records all buckets',
    (target) => {
      const [selector = {}] = target.one('AuditTrail', TRAIL).Properties['EventSelectors'] as Record<string, unknown>[];
      const resources = selector['DataResources'] as { Type: string }[];
      const others = resources.filter(({ Type }) => Type !== 'AWS::S3::Object');
      selector['DataResources'] = [...others, { Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }];
    },
  ],
  [
    'the flow log has every field',
    changing('NetworkFlowLog', FLOW_LOG, {
      LogFormat: formatOf([...Object.keys(FLOW.record), 'vpc-id', 'tcp-flags', 'flow-direction']),
    }),
  ],
  [
    'the flow log has what tells, only',
    changing('NetworkFlowLog', FLOW_LOG, { LogFormat: formatOf(Object.keys(FLOW.tells)) }),
  ],
  ['the flow log gathers for a minute', changing('NetworkFlowLog', FLOW_LOG, { MaxAggregationInterval: 60 })],
  [
    'every role has a permissions boundary',
    (target) => {
      for (const { template } of target.stacks) {
        for (const { Type: type, Properties: properties } of Object.values(template.Resources ?? {})) {
          if (type === 'AWS::IAM::Role') Object.assign(properties ?? {}, { PermissionsBoundary: BOUNDARY });
        }
      }
    },
  ],
  ...Object.entries(BESIDE).map(([what, add]) => [`there is ${what}`, add] as const),
  ['a log group says its class', changing('FlowLogs', GROUP, { LogGroupClass: 'STANDARD' })],
];

/** What somebody does who means well and has to say so somewhere else, too: one finding for each resource, with the cure. */
const CURED: readonly (readonly [what: string, change: (target: Workbench) => void, cure: RegExp])[] = [
  [
    'an endpoint asks for an organization that nobody has declared',
    (target) =>
      target.statements('NetworkS3Endpoint', 'AWS::EC2::VPCEndpoint', 'PolicyDocument').push({
        Effect: 'Deny',
        Principal: '*',
        Action: '*',
        Resource: '*',
        Condition: {
          StringNotEqualsIfExists: { 'aws:ResourceOrgID': 'o-a1b2c3d4e5' },
          StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
        },
      }),
    /nobody has declared one \(organization in delivery\.config\.ts\)$/,
  ],
  [
    'a log group keeps 400 days where less is promised',
    (target) => {
      const group = target.one('FlowLogs', GROUP).Properties;
      target.add('More', GROUP, { ...group, LogGroupName: '/data/dev/more', RetentionInDays: 400 });
    },
    /RetentionInDays is 400, and 90 are promised \(logRetentionDays in delivery\.config\.ts\)$/,
  ],
];

/** Asks every rule about changes that do no harm. */
export const describeBenign = (saidByAll: (change: (target: Workbench) => void) => readonly string[]): void => {
  test.each(BENIGN)('every rule says yes where %s', (_, change) => {
    expect(saidByAll(change)).toEqual([]);
  });
  test.each(CURED)('one sentence has the cure where %s', (_, change, cure) => {
    expect(saidByAll(change)).toEqual([expect.stringMatching(cure)]);
  });
};
