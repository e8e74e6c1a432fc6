import { evaluate, type PolicyDocument, type RequestContext } from '../../policy';
import { type Check, type CheckResult, cannotTell, fail, pass } from '../check';
import type { Key } from '../cloud';
import type { DeployedTarget } from '../deployed-target';
import { noLogsKey } from './logs-key-state';

/** What CloudWatch Logs does with the key of a log group (ZT-06). */
const ACTIONS: readonly string[] = [
  ...['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  ...['kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:CreateGrant', 'kms:DescribeKey'],
];
const CONTEXT = 'kms:EncryptionContext:aws:logs:arn';
const SID = 'Enable CloudWatch Logs';

const stranger = (account: string): string => (account === '999999999999' ? '888888888888' : '999999999999');

/** Judges one log group by asking the policy for every action, and then whether strangers get in as well. */
const judge = (group: string, key: Key, policy: PolicyDocument, target: DeployedTarget): CheckResult => {
  const service = `logs.${target.region}.amazonaws.com`;
  const ask = (action: string, context: RequestContext) =>
    evaluate([policy], { principal: { kind: 'service', service }, action, resource: key.arn, context });
  for (const action of ACTIONS) {
    const decision = ask(action, { [CONTEXT]: target.logGroupArn(group) });
    if (decision.effect === 'cannot-tell') return cannotTell(group, `${action} of ${key.arn}: ${decision.because}`);
    if (decision.effect === 'deny') {
      const why = decision.explicit ? `"${decision.by}" denies it` : 'no statement allows it';
      const fix = `put the statement "${SID}" back into the policy of ${key.arn}, with ${CONTEXT} like ${target.logGroupArn('*')}`;
      return fail(group, `${service} may not ${action} with ${key.arn} for this log group: ${why}`, fix);
    }
  }
  const foreign = target.logGroupArn(group, stranger(target.account));
  const strangers = [
    { context: { [CONTEXT]: foreign }, whom: `a log group of another account (${foreign})` },
    { context: {}, whom: 'a use that names no log group' },
  ];
  for (const action of ACTIONS) {
    for (const { context, whom } of strangers) {
      const decision = ask(action, context);
      if (decision.effect === 'cannot-tell') return cannotTell(group, `${action} for ${whom}: ${decision.because}`);
      if (decision.effect === 'allow') {
        const fix = `bind "${decision.by}" in the policy of ${key.arn} to ArnLike ${CONTEXT} = ${target.logGroupArn('*')}`;
        return fail(group, `${service} may ${action} with ${key.arn} for ${whom} too`, fix);
      }
    }
  }
  return pass(group);
};

/** The logs key lets CloudWatch Logs in for each log group of the environment, and for no other account's (ZT-06). */
export const logsKeyPolicy: Check = {
  id: 'logs-key-policy',
  requirement: 'ZT-06',
  proves: 'the logs key lets CloudWatch Logs in for each log group of the environment and for no other account',
  run: async (target) => {
    const [groups, key] = await Promise.all([target.logGroups(), target.logsKey()]);
    if (!key) return [noLogsKey(target)];
    const policy = await target.keyPolicy(key);
    return groups.map(({ name }) => judge(name, key, policy, target));
  },
};
