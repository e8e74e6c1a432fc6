import { type Check, fail, pass } from '../check';
import { logGroups } from '../facts/log-groups';

/** Days that every log group keeps its events (ZT-07). */
export const RETENTION_DAYS = 90;

/** Every log group of the environment keeps its events 90 days (ZT-07). */
export const logGroupsRetention: Check = {
  id: 'log-groups-retention',
  requirement: 'ZT-07',
  proves: `every log group of the environment keeps its events ${RETENTION_DAYS} days`,
  run: async (target) =>
    (await logGroups(target)).map(({ name, retentionInDays }) =>
      retentionInDays === RETENTION_DAYS
        ? pass(name)
        : fail(
            name,
            retentionInDays === undefined ? 'keeps its events for ever' : `keeps its events ${retentionInDays} days`,
            `set its retention to ${RETENTION_DAYS} days (aws logs put-retention-policy) or deploy its stack again`,
          ),
    ),
};
