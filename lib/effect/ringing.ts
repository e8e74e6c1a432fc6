import type { JsonObject } from '../ground/json';
import type { MetricSample } from './samples';

/** Within how many minutes of a failure its alarm rings. */
export const RINGS_WITHIN = 60;

type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** How an alarm makes one value of a period's data points. */
const STATISTICS: ReadonlyMap<unknown, (values: readonly number[]) => number> = new Map([
  ['Sum', (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0)],
  ['Average', (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length],
  ['Minimum', (values: readonly number[]) => Math.min(...values)],
  ['Maximum', (values: readonly number[]) => Math.max(...values)],
  ['SampleCount', (values: readonly number[]) => values.length],
]);

const COMPARISONS: ReadonlyMap<unknown, (value: number, threshold: number) => boolean> = new Map([
  ['GreaterThanThreshold', (value: number, threshold: number) => value > threshold],
  ['GreaterThanOrEqualToThreshold', (value: number, threshold: number) => value >= threshold],
  ['LessThanThreshold', (value: number, threshold: number) => value < threshold],
  ['LessThanOrEqualToThreshold', (value: number, threshold: number) => value <= threshold],
]);

const TREATMENTS: readonly unknown[] = ['missing', 'notBreaching', 'breaching', 'ignore'];

/** An alarm as far as it decides when it rings. */
interface Settings {
  /** Minutes. */
  readonly period: number;
  readonly periods: number;
  readonly needed: number;
  readonly treatment: unknown;
  readonly value: (values: readonly number[]) => number;
  readonly breaches: (value: number) => boolean;
}

const whole = (value: unknown): number | undefined =>
  /^[1-9]\d*$/.test(String(value)) ? Number(String(value)) : undefined;

const settingsOf = (properties: JsonObject): Settings | undefined => {
  const {
    EvaluationPeriods: given,
    DatapointsToAlarm: wanted = given,
    TreatMissingData: treatment = 'missing',
  } = properties;
  const [seconds, periods, needed] = [properties['Period'], given, wanted].map(whole);
  const value = STATISTICS.get(properties['Statistic']);
  const compare = COMPARISONS.get(properties['ComparisonOperator']);
  const threshold = /^-?\d+(\.\d+)?$/.test(String(properties['Threshold']))
    ? Number(properties['Threshold'])
    : undefined;
  if (!seconds || seconds % 60 !== 0 || !periods || !needed || needed > periods) return undefined;
  if (!value || !compare || threshold === undefined || !TREATMENTS.includes(treatment)) return undefined;
  const breaches = (each: number): boolean => compare(each, threshold);
  return { period: seconds / 60, periods, needed, treatment, value, breaches };
};

/** State after a period, from the last ones; undefined in them where nothing was written. */
const stateAfter = (last: readonly (boolean | undefined)[], before: State, alarm: Settings): State => {
  const { treatment, needed } = alarm;
  const filled = last.map(
    (each) => each ?? (treatment === 'breaching' ? true : treatment === 'notBreaching' ? false : each),
  );
  if (filled.every((each) => each === undefined)) return treatment === 'ignore' ? before : 'INSUFFICIENT_DATA';
  return filled.filter((each) => each === true).length >= needed ? 'ALARM' : 'OK';
};

/** Minutes after which an alarm goes off: actions are taken when the state becomes another one. */
const ringsOf = (minutes: readonly (readonly number[])[], alarm: Settings): readonly number[] => {
  const results: (boolean | undefined)[] = [];
  const rings: number[] = [];
  let state: State = 'INSUFFICIENT_DATA';
  for (let end = alarm.period; end <= minutes.length; end += alarm.period) {
    const values = minutes.slice(end - alarm.period, end).flat();
    results.push(values.length === 0 ? undefined : alarm.breaches(alarm.value(values)));
    const next = stateAfter(results.slice(-alarm.periods), state, alarm);
    if (next === 'ALARM' && state !== 'ALARM') rings.push(end);
    state = next;
  }
  return rings;
};

const HOUR = 60;
const times = (count: number, values: readonly number[]): readonly (readonly number[])[] => Array(count).fill(values);

/** Answers by sample and by all of an alarm that they depend on: every target has the same alarms. */
const known = new WeakMap<MetricSample, Map<string, string | undefined>>();

const DECISIVE = [
  ...['Unit', 'Period', 'Statistic', 'ComparisonOperator', 'Threshold'],
  ...['EvaluationPeriods', 'DatapointsToAlarm', 'TreatMissingData'],
] as const;

/**
 * Why an alarm does not ring for a failure that its metric shows, within the hour, each time, and for nothing else; undefined
 * where it does. It is put to hours of work and of silence, and to a failure in each.
 *
 * Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export const silenceOf = (properties: JsonObject, sample: MetricSample): string | undefined => {
  const decisive = Object.fromEntries(DECISIVE.map((name) => [name, properties[name]]));
  const question = JSON.stringify(decisive);
  const answers = known.get(sample) ?? new Map<string, string | undefined>();
  known.set(sample, answers);
  if (!answers.has(question)) answers.set(question, silenceFor(decisive, sample));
  return answers.get(question);
};

const silenceFor = (properties: JsonObject, { working, failing, minutes, unit }: MetricSample): string | undefined => {
  const alarm = settingsOf(properties);
  if (properties['Unit'] !== undefined && properties['Unit'] !== unit)
    return `its Unit is ${JSON.stringify(properties['Unit'])}, and the service writes this metric in ${unit}: it has no data`;
  if (alarm === undefined)
    return 'its period, statistic, threshold or treatment of missing data is none that can be told';
  const [work, silence, failure] = [times(4 * HOUR, working), times(4 * HOUR, []), times(minutes, failing)];
  if (ringsOf([...silence, ...work, ...silence], alarm).length > 0) return 'it rings when all is well';
  for (const around of [work, silence]) {
    const rings = ringsOf([...around, ...failure, ...around, ...failure, ...around], alarm);
    const begins = [around.length, 2 * around.length + failure.length];
    const [late] = begins.filter((begin) => !rings.some((ring) => ring > begin && ring - begin <= RINGS_WITHIN));
    if (late === undefined) continue;
    return late === begins[0]
      ? `a failure does not make it ring within ${RINGS_WITHIN} minutes`
      : 'it does not ring for a second failure, because it has not become well again';
  }
  return undefined;
};
