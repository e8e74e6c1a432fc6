import { type Check, type CheckResult, fail, pass } from '../check';
import type { Key } from '../cloud/keys';
import type { LogGroup } from '../cloud/logs';
import { logGroups } from '../facts/log-groups';
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
    return groups.map((group) => judge(group, key, target));
  },
};
