import { type Check, type CheckResult, fail, pass } from '../check';
import type { Key } from '../cloud';
import type { DeployedTarget } from '../deployed-target';

/** The answer of every check about the logs key when its alias leads nowhere. */
export const noLogsKey = (target: DeployedTarget): CheckResult =>
  fail(
    target.logsKeyAlias,
    `no key has the alias ${target.logsKeyAlias} in account ${target.account}, ${target.region}`,
    `deploy the data stack of ${target.environment}, which creates the key and its alias`,
  );

const judge = (key: Key, target: DeployedTarget): CheckResult => {
  const place = `arn:${target.partition}:kms:${target.region}:${target.account}:key/`;
  if (key.account !== target.account || !key.arn.startsWith(place)) {
    return fail(key.arn, `lies outside ${place}*`, `let ${target.logsKeyAlias} name a key of this account and region`);
  }
  if (key.manager !== 'CUSTOMER') {
    return fail(key.arn, `is managed by ${key.manager}`, `let ${target.logsKeyAlias} name a customer managed key`);
  }
  if (key.state !== 'Enabled') {
    return fail(
      key.arn,
      `is in state ${key.state}: log events can be neither written nor read`,
      key.state === 'PendingDeletion'
        ? 'cancel the deletion (aws kms cancel-key-deletion) and enable the key'
        : 'enable the key (aws kms enable-key)',
    );
  }
  return pass(key.arn);
};

/** The logs key is this account's and region's, customer managed and enabled (ZT-05). */
export const logsKeyState: Check = {
  id: 'logs-key-state',
  requirement: 'ZT-05',
  proves: 'the logs key belongs to this account and region, is customer managed and enabled',
  run: async (target) => {
    const key = await target.logsKey();
    return [key ? judge(key, target) : noLogsKey(target)];
  },
};
