import { untakenBy } from '../../effect/filter-pattern';
import type { MetricSample } from '../../effect/samples';
import { listAt, objectAt } from '../../ground/json';
import { shown } from '../templates/intrinsics';
import { comingTo } from '../templates/log-records';
import type { Resource, Target } from '../templates/target';
import { flawsOfAlarm } from './alarms';
import type { Rule } from './rule';

/** ZT-13: what a metric filter looks for can come, is counted, and rings. */
export const metricFiltersRing: Rule = {
  id: 'ZT-13-MetricFiltersRing',
  requires:
    'A metric filter reads a log group of the target, takes records that can come there, and makes a metric of them by which an alarm rings.',
  why: 'A filter for what never comes, or whose metric nobody watches, looks like a guard and is none.',
  fix: 'Write the pattern for what is in that log group, a number as its value, and an alarm on its metric that tells the topic of Alarms (lib/stacks/constructs/alarms.ts).',
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html',
  hipaa: ['164.308(a)(1)(ii)(D)', '164.312(b)'],
  appliesTo: 'target',
  check: (target) => target.each('AWS::Logs::MetricFilter', flaws),
};

const flaws = ({ properties }: Resource, target: Target): readonly string[] => {
  const { LogGroupName: name, FilterPattern: pattern, MetricTransformations: transformations } = properties;
  const group = target.find(name, 'AWS::Logs::LogGroup');
  if (group === undefined) return [`it reads ${shown(name)}, which is no log group of this target`];
  const misses = comingTo(group, target).map((record) => untakenBy(pattern, record));
  const untaken = misses.length === 0 ? 'nothing of this target writes there' : misses[0];
  return [
    ...(misses.includes(undefined)
      ? []
      : [`its pattern ${shown(pattern)} takes nothing in ${group.logicalId}: ${untaken}`]),
    ...listAt(transformations).flatMap((each) => flawsOfMetric(objectAt(each), target)),
  ];
};

/** A metric of which one record makes a failure: what it has then, and while nothing comes. */
const sampleOf = (transformation: Readonly<Record<string, unknown>>): MetricSample | undefined => {
  const { MetricNamespace: namespace, MetricName: name, MetricValue: value } = transformation;
  const { DefaultValue: rest, Unit: unit = 'None' } = transformation;
  const numbers = [value, ...(rest === undefined ? [] : [rest])];
  if (!numbers.every((each) => /^-?\d+(\.\d+)?$/.test(String(each)))) return undefined;
  const [failing = 0, ...working] = numbers.map(Number);
  return {
    namespace: String(namespace),
    name: String(name),
    dimension: '',
    unit: String(unit),
    working,
    failing: [failing],
    minutes: 1,
    source: metricFiltersRing.source,
  };
};

const flawsOfMetric = (transformation: Readonly<Record<string, unknown>>, target: Target): readonly string[] => {
  const sample = sampleOf(transformation);
  const { MetricName: name, MetricValue: value, DefaultValue: rest } = transformation;
  if (sample === undefined)
    return [`what it counts for a record is ${shown(value)}, and ${shown(rest)} without one: no numbers`];
  const watching = target
    .certain('AWS::CloudWatch::Alarm')
    .filter(
      ({ properties }) =>
        properties['Namespace'] === sample.namespace &&
        properties['MetricName'] === sample.name &&
        listAt(properties['Dimensions']).length === 0,
    );
  if (watching.length === 0) return [`no alarm watches its metric ${sample.namespace} ${shown(name)}`];
  const flaws = watching.map((alarm) => flawsOfAlarm(alarm, sample, target));
  return flaws.some((each) => each.length === 0) ? [] : flaws.flat();
};
