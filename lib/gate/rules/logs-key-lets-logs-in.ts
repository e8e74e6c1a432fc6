import { callingService, worldsOf } from '../../policy';
import { LOGS_STATEMENT_ALSO } from '../../promises';
import { ask, flawsOfService, onBehalfOf, policyAt } from '../templates/asking';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import type { Resource, Target } from '../templates/target';
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
  const on = { ...onBehalfOf(group), source: onBehalfOf(group).source.replace(/:\*$/, '') };
  const arn = arnOf(key.identity);
  const { refused, open } = flawsOfService([policy], 'logs-encrypts', arn, on);
  const [{ context } = { context: {} }] = worldsOf('logs-encrypts', on);
  const service = { kind: 'service', service: callingService('logs-encrypts', group.stack.region) } as const;
  const lacking = LOGS_STATEMENT_ALSO.filter(
    (action) => ask([policy], service, action, arn, context).effect !== 'allow',
  );
  if (refused !== undefined || lacking.length > 0) {
    const what = [...(refused === undefined ? [] : [refused]), ...lacking].join(', ');
    return [`the policy of key ${key.logicalId} does not let CloudWatch Logs use ${what} for it`];
  }
  return open === undefined
    ? []
    : [`the policy of key ${key.logicalId} lets CloudWatch Logs in for others, too: it lets ${open}`];
};
