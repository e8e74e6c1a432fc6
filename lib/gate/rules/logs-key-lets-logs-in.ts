import { type Decision, evaluate, type PolicyDocument } from '../../policy';
import { partitionOf, resolve, Unresolvable } from '../intrinsics';
import type { Finding, Rule } from '../rule';
import { resourcesOfType, type StackTemplate, type TemplateResource } from '../template';

/** What CloudWatch Logs does with the key of a log group. */
const NEEDED = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:CreateGrant',
  'kms:DescribeKey',
];

/** ZT-06: the key of every log group lets CloudWatch Logs in for that log group, and not for another account's. */
export const logsKeyLetsLogsIn: Rule = {
  id: 'ZT-06-LogsKeyLetsCloudWatchLogsIn',
  requires: 'The key of a log group lets CloudWatch Logs use it for this log group, and for no other account.',
  why: 'Without it the deployment creates the key and then dies on the log group: "The specified KMS key does not exist or is not allowed to be used with Arn …".',
  fix: "Make the key with LogsKey (lib/stacks/constructs/keys.ts), whose policy has the statement 'Enable CloudWatch Logs' for logs.<region>.amazonaws.com under ArnLike kms:EncryptionContext:aws:logs:arn.",
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
  check: (stacks) => stacks.flatMap((stack) => encryptedLogGroups(stack).flatMap((group) => judge(group, stacks))),
};

interface EncryptedLogGroup {
  readonly stack: StackTemplate;
  readonly logicalId: string;
  readonly name: unknown;
  readonly key: unknown;
}

const encryptedLogGroups = (stack: StackTemplate): readonly EncryptedLogGroup[] =>
  resourcesOfType(stack, 'AWS::Logs::LogGroup').flatMap(([logicalId, { Properties: properties = {} }]) =>
    properties['KmsKeyId'] === undefined
      ? []
      : [{ stack, logicalId, name: properties['LogGroupName'], key: properties['KmsKeyId'] }],
  );

const judge = (group: EncryptedLogGroup, stacks: readonly StackTemplate[]): readonly Finding[] => {
  const finding = (because: string): readonly Finding[] => [
    { stack: group.stack, logicalId: group.logicalId, because },
  ];
  const key = keyOf(group, stacks);
  if (key === undefined) {
    return finding(
      `its key ${JSON.stringify(group.key)} is in no template of this target, so its policy cannot be judged`,
    );
  }
  try {
    const policy = policyOf(key.resource, group.stack);
    const refused = NEEDED.filter((action) => ask(policy, group, action, group.stack.account).effect !== 'allow');
    if (refused.length > 0) {
      return finding(
        `the policy of key ${key.logicalId} does not let CloudWatch Logs use ${refused.join(', ')} for it`,
      );
    }
    const strangers = otherAccounts(group.stack.account, policy);
    const leaked = NEEDED.filter((action) =>
      strangers.some((account) => mayBeAllowed(ask(policy, group, action, account))),
    );
    return leaked.length > 0
      ? finding(
          `the policy of key ${key.logicalId} lets CloudWatch Logs use ${leaked.join(', ')} for another account's log groups too`,
        )
      : [];
  } catch (error) {
    if (error instanceof Unresolvable) return finding(`the policy of key ${key.logicalId} ${error.message}`);
    throw error;
  }
};

/** The key in this target that a log group names by `Ref` or `Fn::GetAtt`. */
const keyOf = (
  group: EncryptedLogGroup,
  stacks: readonly StackTemplate[],
): { readonly logicalId: string; readonly resource: TemplateResource } | undefined => {
  const logicalId = referredId(group.key);
  return stacks
    .filter((stack) => stack === group.stack)
    .flatMap((stack) => resourcesOfType(stack, 'AWS::KMS::Key'))
    .map(([id, resource]) => ({ logicalId: id, resource }))
    .find((key) => key.logicalId === logicalId);
};

const referredId = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const { Ref: ref, 'Fn::GetAtt': getAtt } = value as Readonly<Record<string, unknown>>;
  if (typeof ref === 'string') return ref;
  return Array.isArray(getAtt) && typeof getAtt[0] === 'string' ? getAtt[0] : undefined;
};

const policyOf = ({ Properties: properties = {} }: TemplateResource, stack: StackTemplate): PolicyDocument =>
  resolve(properties['KeyPolicy'] ?? {}, stack, () => undefined) as PolicyDocument;

const ask = (policy: PolicyDocument, { stack, name }: EncryptedLogGroup, action: string, account: string): Decision =>
  evaluate([policy], {
    principal: { kind: 'service', service: `logs.${stack.region}.amazonaws.com` },
    action,
    resource: `arn:${partitionOf(stack.region)}:kms:${stack.region}:${stack.account}:key/in-question`,
    context: {
      'kms:EncryptionContext:aws:logs:arn': `arn:${partitionOf(stack.region)}:logs:${stack.region}:${account}:log-group:${typeof name === 'string' ? name : 'generated-name'}`,
    },
  });

const mayBeAllowed = (decision: Decision): boolean => decision.effect === 'allow' || decision.effect === 'cannot-tell';

/**
 * Accounts that must not get in: those the policy itself mentions, and the ones that differ from ours in one digit.
 * Every wildcard that is wider than our account lets at least one of the latter in.
 */
const otherAccounts = (own: string, policy: PolicyDocument): readonly string[] => {
  const mentioned = JSON.stringify(policy).match(/\b\d{12}\b/g) ?? [];
  const neighbours = [...own].map((digit, at) => `${own.slice(0, at)}${digit === '9' ? 0 : 9}${own.slice(at + 1)}`);
  return [...new Set([...mentioned, ...neighbours])].filter((account) => account !== own);
};
