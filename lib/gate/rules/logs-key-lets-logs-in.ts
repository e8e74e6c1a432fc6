import { type Decision, evaluate, type PolicyDocument } from '../../policy';
import { LOGS_KEY_ACTIONS } from '../../promises';
import { mayPass, policyAt } from '../templates/asking';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import { partitionOf, type Target, targetOf } from '../templates/target';
import type { StackTemplate } from '../templates/template';
import type { Finding, Rule } from './rule';

/** ZT-06: the key of every log group lets CloudWatch Logs in for that log group, and not for another account's. */
export const logsKeyLetsLogsIn: Rule = {
  id: 'ZT-06-LogsKeyLetsCloudWatchLogsIn',
  requires: 'The key of a log group lets CloudWatch Logs use it for this log group, and for no other account.',
  why: 'Without it the deployment creates the key and then dies on the log group: "The specified KMS key does not exist or is not allowed to be used with Arn …".',
  fix: "Make the key with LogsKey (lib/stacks/constructs/keys.ts), whose policy has the statement 'Enable CloudWatch Logs' for logs.<region>.amazonaws.com under ArnLike kms:EncryptionContext:aws:logs:arn.",
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
  hipaa: ['164.312(a)(2)(iv)', '164.312(b)'],
  appliesTo: 'any',
  check: (stacks) => {
    const target = targetOf(stacks);
    return encryptedLogGroups(target).flatMap((group) => judge(group, target));
  },
};

/** A request that does not say for whose log group it is. */
const NOBODY = '';

interface EncryptedLogGroup {
  readonly stack: StackTemplate;
  readonly logicalId: string;
  readonly name: unknown;
  readonly key: unknown;
}

const encryptedLogGroups = (target: Target): readonly EncryptedLogGroup[] =>
  target
    .of('AWS::Logs::LogGroup')
    .filter(({ properties }) => properties['KmsKeyId'] !== undefined)
    .map(({ stack, logicalId, properties }) => ({
      stack,
      logicalId,
      name: properties['LogGroupName'],
      key: properties['KmsKeyId'],
    }));

const judge = (group: EncryptedLogGroup, target: Target): readonly Finding[] => {
  const finding = (because: string): readonly Finding[] => [
    { stack: group.stack, logicalId: group.logicalId, because },
  ];
  const key = target.find(group.key, 'AWS::KMS::Key');
  // CloudWatch Logs takes an ARN only, neither an id nor an alias.
  if (key === undefined || group.key !== arnOf(key.identity)) {
    return finding(`its key ${shown(group.key)} is in no template of this target, so its policy cannot be judged`);
  }
  if (key.stack.account !== group.stack.account || key.stack.region !== group.stack.region) {
    return finding(`its key ${key.logicalId} is in another account or region`);
  }
  const policy = policyAt(key.properties['KeyPolicy'] ?? {});
  const refused = LOGS_KEY_ACTIONS.filter(
    (action) => ask(policy, group, action, group.stack.account).effect !== 'allow',
  );
  if (refused.length > 0) {
    return finding(`the policy of key ${key.logicalId} does not let CloudWatch Logs use ${refused.join(', ')} for it`);
  }
  const strangers = [...otherAccounts(group.stack.account, policy), NOBODY];
  const leaked = LOGS_KEY_ACTIONS.filter((action) =>
    strangers.some((account) => mayPass(ask(policy, group, action, account))),
  );
  return leaked.length > 0
    ? finding(
        `the policy of key ${key.logicalId} lets CloudWatch Logs use ${leaked.join(', ')} for another account's log groups too`,
      )
    : [];
};

const ask = (policy: PolicyDocument, { stack, name }: EncryptedLogGroup, action: string, account: string): Decision =>
  evaluate([policy], {
    principal: { kind: 'service', service: `logs.${stack.region}.amazonaws.com` },
    action,
    resource: `arn:${partitionOf(stack.region)}:kms:${stack.region}:${stack.account}:key/in-question`,
    context:
      account === NOBODY
        ? {}
        : {
            'kms:EncryptionContext:aws:logs:arn': `arn:${partitionOf(stack.region)}:logs:${stack.region}:${account}:log-group:${typeof name === 'string' ? name : 'generated-name'}`,
          },
  });

/**
 * Accounts that must not get in: those the policy itself mentions, and the ones that differ from ours in one digit.
 * Every wildcard that is wider than our account lets at least one of the latter in.
 */
const otherAccounts = (own: string, policy: PolicyDocument): readonly string[] => {
  const mentioned = shown(policy).match(/\b\d{12}\b/g) ?? [];
  const neighbours = [...own].map((digit, at) => `${own.slice(0, at)}${digit === '9' ? 0 : 9}${own.slice(at + 1)}`);
  return [...new Set([...mentioned, ...neighbours])].filter((account) => account !== own);
};
