import type { Decision, PolicyDocument } from '../../policy';
import { LOGS_KEY_ACTIONS } from '../../promises';
import { ask, mayPass, policyAt } from '../templates/asking';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import { partitionByPrefix, type Resource, type Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-06: the key of every log group lets CloudWatch Logs in for that log group, and not for another account's. */
export const logsKeyLetsLogsIn: Rule = {
  id: 'ZT-06-LogsKeyLetsCloudWatchLogsIn',
  requires: 'The key of a log group lets CloudWatch Logs use it for this log group, and for no other account.',
  why: 'Without it the deployment creates the key and then dies on the log group: "The specified KMS key does not exist or is not allowed to be used with Arn …".',
  fix: "Make the key with LogsKey (lib/stacks/constructs/keys.ts), whose policy has the statement 'Enable CloudWatch Logs' for logs.<region>.amazonaws.com under ArnLike kms:EncryptionContext:aws:logs:arn.",
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
  hipaa: ['164.312(a)(2)(iv)', '164.312(b)'],
  appliesTo: 'any',
  check: (target) => target.each('AWS::Logs::LogGroup', flaws),
};

/** A request that does not say for whose log group it is. */
const NOBODY = '';

const flaws = (group: Resource, target: Target): readonly string[] => {
  const { KmsKeyId: id } = group.properties;
  if (id === undefined) return []; // what ZT-07-LogGroupsEncryptedAndKept says
  const key = target.find(id, 'AWS::KMS::Key');
  // CloudWatch Logs takes an ARN only, neither an id nor an alias.
  if (key === undefined || id !== arnOf(key.identity)) {
    return [`its key ${shown(id)} is in no template of this target, so its policy cannot be judged`];
  }
  if (key.stack.account !== group.stack.account || key.stack.region !== group.stack.region) {
    return [`its key ${key.logicalId} is in another account or region`];
  }
  const policy = policyAt(key.properties['KeyPolicy'] ?? {});
  const refused = LOGS_KEY_ACTIONS.filter(
    (action) => use(policy, group, action, group.stack.account).effect !== 'allow',
  );
  if (refused.length > 0) {
    return [`the policy of key ${key.logicalId} does not let CloudWatch Logs use ${refused.join(', ')} for it`];
  }
  const strangers = [...otherAccounts(group.stack.account, policy), NOBODY];
  const leaked = LOGS_KEY_ACTIONS.filter((action) =>
    strangers.some((account) => mayPass(use(policy, group, action, account))),
  );
  return leaked.length === 0
    ? []
    : [
        `the policy of key ${key.logicalId} lets CloudWatch Logs use ${leaked.join(', ')} for another account's log groups too`,
      ];
};

/** CloudWatch Logs using the key for a log group of this name in an account. */
const use = (policy: PolicyDocument, { properties, stack }: Resource, action: string, account: string): Decision => {
  const { account: own, region } = stack;
  const { LogGroupName: name } = properties;
  const group = `log-group:${typeof name === 'string' ? name : 'generated-name'}`;
  const context = {
    'kms:EncryptionContext:aws:logs:arn': `arn:${partitionByPrefix(region)}:logs:${region}:${account}:${group}`,
  };
  return ask(
    [policy],
    { kind: 'service', service: `logs.${region}.amazonaws.com` },
    action,
    `arn:${partitionByPrefix(region)}:kms:${region}:${own}:key/in-question`,
    account === NOBODY ? {} : context,
  );
};

/**
 * Accounts that must not get in: those the policy itself mentions, and the ones that differ from ours in one digit.
 * Every wildcard that is wider than our account lets at least one of the latter in.
 */
const otherAccounts = (own: string, policy: PolicyDocument): readonly string[] => {
  const mentioned = shown(policy).match(/\b\d{12}\b/g) ?? [];
  const neighbours = [...own].map((digit, at) => `${own.slice(0, at)}${digit === '9' ? 0 : 9}${own.slice(at + 1)}`);
  return [...new Set([...mentioned, ...neighbours])].filter((account) => account !== own);
};
