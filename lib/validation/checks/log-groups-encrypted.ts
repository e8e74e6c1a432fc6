import { type Check, type CheckResult, fail, pass } from '../check';
import type { Key } from '../cloud/keys';
import type { LogGroup } from '../cloud/logs';
import { logGroupsUpdatedAt, waitUntilOver } from '../facts/late';
import { logGroups, logGroupsNow } from '../facts/log-groups';
import type { LiveTarget } from '../live-target';

const judge = (group: LogGroup, key: Key | undefined, target: LiveTarget): CheckResult => {
  const wanted = key?.arn ?? target.logsKeyAlias;
  const fix = `set kmsKeyId of ${group.name} to ${wanted} (aws logs associate-kms-key) or deploy its stack again`;
  if (group.kmsKeyArn === undefined) return fail(group.name, 'encrypted with no key of ours', fix);
  if (key === undefined)
    return fail(group.name, `${target.logsKeyAlias} does not exist, so its key cannot be ours`, fix);
  return group.kmsKeyArn === key.arn
    ? pass(group.name)
    : fail(group.name, `encrypted with ${group.kmsKeyArn}, not with the environment's logs key ${key.arn}`, fix);
};

/** Every log group of the environment is encrypted with its logs key (ZT-07). */
export const logGroupsEncrypted: Check = {
  id: 'log-groups-encrypted',
  requirement: 'ZT-07',
  proves: "every log group of the environment is encrypted with the environment's logs key",
  run: async (target) => {
    const [groups, key] = await Promise.all([logGroups(target), target.logsKey()]);
    const answers = groups.map((group) => judge(group, key, target));
    if (answers.every(({ status }) => status === 'pass')) return answers;
    // AWS does not say whether a key is shown before it has taken effect.
    const updated = await logGroupsUpdatedAt(target);
    if (!(await waitUntilOver(target, 'log-group-key', 'logs:DescribeLogGroups', updated))) return answers;
    return (await logGroupsNow(target)).map((group) => judge(group, key, target));
  },
};
