import { expect, test } from '@jest/globals';
import { silenceOf } from '../../lib/effect/ringing';
import { metricSample } from '../../lib/effect/samples';

const alarm = {
  Statistic: 'Sum',
  Period: 300,
  EvaluationPeriods: 1,
  Threshold: 0,
  ComparisonOperator: 'GreaterThanThreshold',
};
const ERRORS = metricSample('Errors');
const LETTERS = metricSample('ApproximateNumberOfMessagesVisible');

test('a metric without a sample is an error', () => {
  expect(() => metricSample('Invocations')).toThrow('there is no sample of the metric Invocations');
});

test.each<[string, object]>([
  ['as it is', {}],
  ['as text, as CloudFormation takes it', { Period: '300', Threshold: '0', EvaluationPeriods: '1' }],
  ['of an hour', { Period: 3600 }],
  ['that looks back on an hour', { EvaluationPeriods: 12, DatapointsToAlarm: 1 }],
  ['that takes the mean', { Statistic: 'Average' }],
  ['in the unit of its metric', { Unit: 'Count' }],
])('an alarm %s rings', (_, changes) => {
  expect([ERRORS, LETTERS].map((each) => silenceOf({ ...alarm, ...changes }, each))).toEqual([undefined, undefined]);
});

test('a letter stays until somebody looks, so an alarm may wait for it', () => {
  expect(silenceOf({ ...alarm, EvaluationPeriods: 12 }, LETTERS)).toBeUndefined();
  expect(silenceOf({ ...alarm, EvaluationPeriods: 13 }, LETTERS)).toBe(
    'a failure does not make it ring within 60 minutes',
  );
});

test.each<[string, object, string]>([
  [
    'in another unit',
    { Unit: 'Percent' },
    'its Unit is "Percent", and the service writes this metric in Count: it has no data',
  ],
  ['that counts data points', { Statistic: 'SampleCount' }, 'it rings when all is well'],
  [
    'that takes the least of a metric of ones',
    { Statistic: 'Minimum' },
    'a failure does not make it ring within 60 minutes',
  ],
  [
    'that wants failures again and again',
    { EvaluationPeriods: 2 },
    'a failure does not make it ring within 60 minutes',
  ],
  ['of two hours', { Period: 7200 }, 'a failure does not make it ring within 60 minutes'],
  ['that rings for silence', { TreatMissingData: 'breaching' }, 'it rings when all is well'],
  [
    'that stays as it is',
    { TreatMissingData: 'ignore' },
    'it does not ring for a second failure, because it has not become well again',
  ],
  [
    'that looks back on a day',
    { EvaluationPeriods: 288, DatapointsToAlarm: 1 },
    'it does not ring for a second failure, because it has not become well again',
  ],
  ['that rings below', { ComparisonOperator: 'LessThanThreshold', Threshold: 1 }, 'it rings when all is well'],
])('an alarm %s is no alarm', (_, changes, because) => {
  expect(silenceOf({ ...alarm, ...changes }, ERRORS)).toBe(because);
});

test.each<[string, object]>([
  ['no period', { Period: undefined }],
  ['a period of nothing', { Period: 0 }],
  ['a period of less than a minute', { Period: 10 }],
  ['a statistic of somebody', { Statistic: 'p99' }],
  ['a name of JavaScript', { Statistic: 'constructor' }],
  ['no threshold', { Threshold: undefined }],
  ['a threshold in words', { Threshold: 'none' }],
  ['a band', { ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold' }],
  ['another treatment', { TreatMissingData: 'perhaps' }],
  ['more data points than periods', { DatapointsToAlarm: 2 }],
])('fails for an alarm with %s', (_, changes) => {
  expect(silenceOf({ ...alarm, ...changes }, ERRORS)).toBe(
    'its period, statistic, threshold or treatment of missing data is none that can be told',
  );
});
