import { LEAST_LOG_RETENTION_DAYS } from '../../promises';
import { type Check, fail, pass } from '../check';
import { logGroups } from '../facts/log-groups';

/** Every log group of the environment keeps its events as long as the configuration promises (ZT-07). */
export const logGroupsRetention: Check = {
  id: 'log-groups-retention',
  requirement: 'ZT-07',
  proves: `every log group of the environment keeps its events as long as is promised, at least ${LEAST_LOG_RETENTION_DAYS} days`,
  run: async (target) =>
    (await logGroups(target)).map(({ name, retentionInDays }) =>
      retentionInDays === target.logRetentionDays
        ? pass(name)
        : fail(
            name,
            retentionInDays === undefined ? 'keeps its events for ever' : `keeps its events ${retentionInDays} days`,
            `set its retention to ${target.logRetentionDays} days (aws logs put-retention-policy) or deploy its stack again`,
          ),
    ),
};
