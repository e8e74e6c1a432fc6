import { deadLettersOf } from '../../contract/names';
import { silenceOf } from '../../effect/ringing';
import { type MetricSample, metricSample } from '../../effect/samples';
import type { Check } from '../check';
import type { Alarm } from '../cloud/alarms';
import { alarmTopicArn } from '../facts/arns';
import { functionsOfWorkload } from '../facts/functions';
import { owned } from '../facts/owned';
import { flawUnless, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';

/** What must raise an alarm: by metric and the function or queue it is of. */
const watched = async (target: LiveTarget) => {
  const functions = await functionsOfWorkload(target);
  const queues = (await owned(target, 'AWS::SQS::Queue')).map((url) => url.split('/').at(-1) ?? url);
  const letters = new Set([
    ...functions.map(deadLettersOf),
    ...queues.filter((name) => name.endsWith(deadLettersOf(''))),
  ]);
  return [
    ...functions.flatMap((of) => ['Errors', 'Throttles'].map((metric) => ({ sample: metricSample(metric), of }))),
    ...[...letters].map((of) => ({ sample: metricSample('ApproximateNumberOfMessagesVisible'), of })),
  ];
};

const alarmsOf = (target: LiveTarget): Promise<readonly Alarm[]> =>
  target.once('alarms', async () => {
    const names = await owned(target, 'AWS::CloudWatch::Alarm');
    return names.length === 0 ? [] : allPages((nextToken) => target.cloud.alarms(names, nextToken));
  });

/** Whether an alarm is of a metric as the service writes it: one dimension more makes it one that nobody writes. */
const isOf = ({ namespace, metric, dimensions }: Alarm, sample: MetricSample, of: string): boolean =>
  namespace === sample.namespace &&
  metric === sample.name &&
  Object.keys(dimensions).length === 1 &&
  dimensions[sample.dimension] === of;

/** Failing functions and dead letters raise alarms that ring for them, whose actions are enabled and reach the topic (ZT-13). */
export const alarmsArmed: Check = {
  id: 'alarms-armed',
  requirement: 'ZT-13',
  proves:
    'errors and throttles of every function and every dead letter raise an enabled alarm at the topic, which rings for them within the hour',
  run: async (target) => {
    const alarms = await alarmsOf(target);
    const topic = alarmTopicArn(target);
    return (await watched(target)).flatMap(({ sample, of }) => {
      const own = alarms.find((alarm) => isOf(alarm, sample, of));
      const subject = own?.name ?? `${of}: ${sample.name}`;
      const again = `deploy the data stack of ${target.environment} again`;
      if (!own) return verdict(subject, [{ because: 'no alarm watches this metric', fix: again }]);
      const silence = silenceOf(own.settings, sample);
      return verdict(subject, [
        ...flawUnless(silence === undefined, silence ?? '', again),
        ...flawUnless(
          own.actionsEnabled,
          'its actions are disabled: it tells nobody',
          `enable them (aws cloudwatch enable-alarm-actions --alarm-names ${own.name})`,
        ),
        ...flawUnless(
          own.actions.includes(topic),
          `it tells ${own.actions.join(', ') || 'nobody'}, not ${topic}`,
          again,
        ),
      ]);
    });
  },
};
