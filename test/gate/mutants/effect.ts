import { FLOW } from '../../../lib/effect/samples';
import { UNTOLD_EVENTS } from './effect-events';
import { UNRECORDED } from './effect-trail';
import { changing, inTurn, type Row, setting } from './faults';
import type { Mutant, Workbench } from './mutant';

const ALARM = 'AWS::CloudWatch::Alarm';
const FLOW_LOG = 'AWS::EC2::FlowLog';
const RINGS = 'ZT-13-AlarmsReachSomebody';
const FLOWS = 'ZT-11-FlowLogs';

/** What makes any alarm say nothing, or what nobody needs to hear. */
const SILENT: readonly Row[] = [
  ['counts seconds', { Unit: 'Seconds' }],
  ['counts what has no unit', { Unit: 'None' }],
  ['counts data points and not what they say', { Statistic: 'SampleCount' }],
  ['waits for two hours', { Period: 7200 }],
  ['waits for a period that CloudWatch has not', { Period: 90 }],
  ['wants a day of failures', { Period: 3600, EvaluationPeriods: 24 }],
  ['wants more failures than it looks at', { EvaluationPeriods: 3, DatapointsToAlarm: 4 }],
  ['rings while nothing happens', { TreatMissingData: 'breaching' }],
  ['treats missing data as nobody knows', { TreatMissingData: 'perhaps' }],
  ['rings when all is well', { ComparisonOperator: 'LessThanOrEqualToThreshold' }],
  ['rings for nothing', { ComparisonOperator: 'GreaterThanOrEqualToThreshold' }],
  ['compares with a band', { ComparisonOperator: 'GreaterThanUpperThreshold' }],
  ['wants two failures at once', { Threshold: 1 }],
  ['has no threshold', { Threshold: undefined }],
  ['watches another metric', { MetricName: 'Invocations' }],
  ['watches the metric of another service', { Namespace: 'AWS/EC2' }],
  ['watches what nobody writes', { Dimensions: [{ Name: 'FunctionName', Value: 'somebody-elses' }] }],
  ['watches the whole region', { Dimensions: [] }],
  ['takes no action', { ActionsEnabled: false }],
  ['tells nobody', { AlarmActions: [] }],
];

/** What makes an alarm miss a failure that is over in a minute. A letter stays. */
const MISSING_ONE: readonly Row[] = [
  ['takes the least', { Statistic: 'Minimum' }],
  ['wants an hour of failures', { EvaluationPeriods: 12 }],
  ['wants failures in two periods', { EvaluationPeriods: 3, DatapointsToAlarm: 2 }],
  ['does not become well by itself', { TreatMissingData: 'ignore' }],
];

const alarms = (kinds: readonly string[], rows: readonly Row[]): readonly Mutant[] =>
  inTurn(kinds, rows).map(([kind, [what, changes]]) => ({
    fault: `the alarm for ${kind} ${what}`,
    rule: RINGS,
    break: changing(`Alarmsdataprocessing${kind}`, ALARM, changes),
  }));

/** A format of flow logs with these fields. */
export const formatOf = (fields: readonly string[]): string => fields.map((field) => `\${${field}}`).join(' ');

const ALL_FIELDS = Object.keys(FLOW.record);

const FORMATS: readonly (readonly [what: string, format: unknown])[] = [
  ['the time', formatOf(['start', 'end'])],
  ['nothing', ''],
  ['what the deployment says', { Ref: 'Format' }],
  ...Object.entries(FLOW.tells).map(
    ([field, what]) => [`all but ${what}`, formatOf(ALL_FIELDS.filter((each) => each !== field))] as const,
  ),
];

/** The policy of an endpoint that is narrower than what the workload asks of it. */
const NARROW: readonly (readonly [endpoint: string, action: string])[] = [
  ['S3', 's3:GetObject'],
  ['S3', 's3:List*'],
  ['Kms', 'kms:Encrypt'],
  ['SecretsManager', 'secretsmanager:DescribeSecret'],
];

/** What is there, and has no effect. */
export const EFFECT: readonly Mutant[] = [
  ...alarms(['Errors', 'Throttles', 'DeadLetters'], SILENT),
  ...alarms(['Errors', 'Throttles'], MISSING_ONE),
  ...UNRECORDED,
  ...UNTOLD_EVENTS,
  ...FORMATS.map(([what, format]) =>
    setting(FLOWS, `the flow log records ${what}`, 'NetworkFlowLog', FLOW_LOG, 'LogFormat', format),
  ),
  ...[0, 30, 3600].map((seconds) =>
    setting(
      FLOWS,
      `flows are gathered for ${seconds} s`,
      'NetworkFlowLog',
      FLOW_LOG,
      'MaxAggregationInterval',
      seconds,
    ),
  ),
  ...['INFREQUENT_ACCESS', 'DELIVERY', { Ref: 'Class' }].map((kind) =>
    setting(
      'ZT-07-LogGroupsEncryptedAndKept',
      `a log group is of class ${JSON.stringify(kind)}`,
      'FlowLogs',
      'AWS::Logs::LogGroup',
      'LogGroupClass',
      kind,
    ),
  ),
  ...NARROW.map(([endpoint, action]) => ({
    fault: `the endpoint of ${endpoint} lets nothing through but ${action}`,
    rule: 'ZT-03-EndpointsForThisAccountOnly',
    break: (target: Workbench) => {
      const [statement = {}] = target.statements(
        `Network${endpoint}Endpoint`,
        'AWS::EC2::VPCEndpoint',
        'PolicyDocument',
      );
      statement['Action'] = action;
    },
  })),
];
