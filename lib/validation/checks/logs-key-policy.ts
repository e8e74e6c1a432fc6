import { type Decision, evaluate, type PolicyDocument, type RequestContext, strangerTo } from '../../policy';
import { LOGS_KEY_ACTIONS } from '../../promises';
import { inParallel } from '../calls/in-parallel';
import { type Check, type CheckResult, cannotTell, fail, pass } from '../check';
import type { Key } from '../cloud/keys';
import { absentKey } from '../facts/keys';
import { logGroups } from '../facts/log-groups';
import { orCannotTell } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

const CONTEXT = 'kms:EncryptionContext:aws:logs:arn';

/** The condition keys KMS derives from the encryption context that names a log group. */
const namingGroup = (arn: string): RequestContext => ({
  [CONTEXT]: arn,
  'kms:EncryptionContextKeys': ['aws:logs:arn'],
});
const SID = 'Enable CloudWatch Logs';

/** What the key's policy says to CloudWatch Logs of the target's region. */
const asking =
  (key: Key, policy: PolicyDocument, target: LiveTarget) =>
  (action: string, context: RequestContext): Decision => {
    const principal = { kind: 'service', service: `logs.${target.region}.amazonaws.com` } as const;
    return evaluate([policy], { principal, action, resource: key.arn, context });
  };

type Ask = ReturnType<typeof asking>;

/** CloudWatch Logs needs every action for this log group; undefined when it has them. */
const keptOut = (ask: Ask, group: string, key: Key, target: LiveTarget): CheckResult | undefined => {
  for (const action of LOGS_KEY_ACTIONS) {
    const decision = ask(action, namingGroup(target.logGroupArn(group)));
    if (decision.effect === 'cannot-tell') return cannotTell(group, `${action} of ${key.arn}: ${decision.because}`);
    if (decision.effect === 'deny') {
      const why = decision.explicit ? `"${decision.by}" denies it` : 'no statement allows it';
      const because = `CloudWatch Logs may not ${action} with ${key.arn} for this log group: ${why}`;
      return fail(
        group,
        because,
        `put "${SID}" into the key's policy, with ArnLike ${CONTEXT} = ${target.logGroupArn('*')}`,
      );
    }
  }
  return undefined;
};

/** CloudWatch Logs may do nothing for another account's log group, nor without naming one; undefined when it may not. */
const othersGetIn = (ask: Ask, group: string, key: Key, target: LiveTarget): CheckResult | undefined => {
  const foreign = target.logGroupArn(group, strangerTo(target.account));
  const others: readonly { readonly whom: string; readonly context: RequestContext }[] = [
    { whom: `a log group of another account (${foreign})`, context: namingGroup(foreign) },
    { whom: 'a use that names no log group', context: {} },
  ];
  for (const action of LOGS_KEY_ACTIONS) {
    for (const { context, whom } of others) {
      const decision = ask(action, context);
      if (decision.effect === 'cannot-tell') return cannotTell(group, `${action} for ${whom}: ${decision.because}`);
      if (decision.effect === 'allow') {
        const because = `CloudWatch Logs may ${action} with ${key.arn} for ${whom} too`;
        return fail(group, because, `bind "${decision.by}" to ArnLike ${CONTEXT} = ${target.logGroupArn('*')}`);
      }
    }
  }
  return undefined;
};

const judge = async (name: string, key: Key, target: LiveTarget): Promise<CheckResult> => {
  const ask = asking(key, await target.keyPolicy(key), target);
  return keptOut(ask, name, key, target) ?? othersGetIn(ask, name, key, target) ?? pass(name);
};

/** The logs key lets CloudWatch Logs in for each log group of the environment, and for no other account's (ZT-06). */
export const logsKeyPolicy: Check = {
  id: 'logs-key-policy',
  requirement: 'ZT-06',
  proves: 'the logs key lets CloudWatch Logs in for each log group of the environment and for no other account',
  run: async (target) => {
    const [groups, logsKey] = await Promise.all([logGroups(target), target.logsKey()]);
    if (!logsKey) return [absentKey(target, target.logsKeyAlias)];
    const answers = await inParallel(groups, async ({ name, kmsKeyArn = logsKey.arn }) =>
      kmsKeyArn === logsKey.arn
        ? [await judge(name, logsKey, target)]
        : orCannotTell(name, async () => {
            const key = await target.key(kmsKeyArn);
            return [key ? await judge(name, key, target) : absentKey(target, kmsKeyArn)];
          }),
    );
    return answers.flat();
  },
};
