import { type Check, fail, pass } from '../check';
import { noLogsKey } from './logs-key-state';

/** Days after which every customer managed key rotates (ZT-05). */
export const ROTATION_DAYS = 90;

const FIX = `enable rotation every ${ROTATION_DAYS} days (aws kms enable-key-rotation --rotation-period-in-days ${ROTATION_DAYS}) or deploy its stack again`;

/** The logs key rotates by itself every 90 days (ZT-05). */
export const logsKeyRotation: Check = {
  id: 'logs-key-rotation',
  requirement: 'ZT-05',
  proves: `the logs key rotates by itself every ${ROTATION_DAYS} days`,
  run: async (target) => {
    const key = await target.logsKey();
    if (!key) return [noLogsKey(target)];
    const { enabled, periodInDays } = await target.keyRotation(key);
    if (!enabled) return [fail(key.arn, 'does not rotate by itself', FIX)];
    if (periodInDays === ROTATION_DAYS) return [pass(key.arn)];
    const period = periodInDays === undefined ? 'in an unnamed period' : `every ${periodInDays} days`;
    return [fail(key.arn, `rotates ${period}, not every ${ROTATION_DAYS}`, FIX)];
  },
};
