import { listAt } from '../../ground/json';
import type { Resource, Target } from './target';

/** Alarms that tell a topic: what a topic carries that none tells is data. */
export const alarmsThat = (topic: Resource, target: Target): readonly Resource[] =>
  target
    .of('AWS::CloudWatch::Alarm')
    .filter(({ properties }) =>
      listAt(properties['AlarmActions']).some((each) => target.find(each, topic.type) === topic),
    );
