import { alarmTopicName } from '../../contract/names';
import type { DeployedTarget } from '../deployed-target';

/** ARN of the topic that tells people of alarms. */
export const alarmTopicArn = ({ environment, account, region, partition }: DeployedTarget): string =>
  `arn:${partition}:sns:${region}:${account}:${alarmTopicName(environment)}`;
