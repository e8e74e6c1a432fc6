import { alarmTopicName } from '../../contract/names';
import type { LiveTarget } from '../live-target';

/** ARN of the topic that tells people of alarms. */
export const alarmTopicArn = ({ environment, account, region, partition }: LiveTarget): string =>
  `arn:${partition}:sns:${region}:${account}:${alarmTopicName(environment)}`;
