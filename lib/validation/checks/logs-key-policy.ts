import { callingService, evaluate, letsForOthers, letsService, worldsOf } from '../../policy';
import { LOGS_STATEMENT_ALSO } from '../../promises';
import { inParallel } from '../calls/in-parallel';
import { type Check, type CheckResult, cannotTell, fail, pass } from '../check';
import type { Key } from '../cloud/keys';
import { absentKey } from '../facts/keys';
import { logGroups } from '../facts/log-groups';
import { forSource } from '../facts/services';
import { orCannotTell } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

const CONTEXT = 'kms:EncryptionContext:aws:logs:arn';
const SID = 'Enable CloudWatch Logs';

/** CloudWatch Logs can use the key for this log group, for no other account's, and for none that it does not name. */
const judge = async (name: string, key: Key, target: LiveTarget): Promise<CheckResult> => {
  const policies = [await target.keyPolicy(key)];
  const on = forSource(target, target.logGroupArn(name));
  const fix = `put "${SID}" into the key's policy, with ArnLike ${CONTEXT} = ${target.logGroupArn('*')}`;
  const own = letsService(policies, 'logs-encrypts', key.arn, on);
  if (own.is === 'unknown') return cannotTell(name, `${own.action} of ${key.arn}: ${own.because}`);
  if (own.is === 'no') {
    const because = `CloudWatch Logs may not ${own.action} with ${key.arn} for this log group: ${own.because}`;
    return fail(name, because, fix);
  }
  const [{ context } = { context: {} }] = worldsOf('logs-encrypts', on);
  const principal = { kind: 'service', service: callingService('logs-encrypts', target.region) } as const;
  const lacking = LOGS_STATEMENT_ALSO.find(
    (action) => evaluate(policies, { principal, action, resource: key.arn, context }).effect !== 'allow',
  );
  if (lacking !== undefined) {
    return fail(name, `the statement for CloudWatch Logs of ${key.arn} lacks ${lacking}`, fix);
  }
  const open = letsForOthers(policies, 'logs-encrypts', on);
  if (open !== undefined) {
    const because = `the policy of ${key.arn} lets CloudWatch Logs in for others, too: it lets ${open}`;
    return fail(name, because, `bind every statement to ArnLike ${CONTEXT} = ${target.logGroupArn('*')}`);
  }
  return pass(name);
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
