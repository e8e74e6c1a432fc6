import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import type { Sandbox } from '../sandbox';

/** A statement of a policy. */
export type PolicyStatement = Readonly<Record<string, unknown>>;

/** A policy as a text. */
export const policy = (...statements: readonly PolicyStatement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** Leaves a key to the policies of its account. */
export const ownAccount = ({ at }: Sandbox): PolicyStatement => ({
  Effect: 'Allow',
  Principal: { AWS: `arn:${at.partition}:iam::${at.account}:root` },
  Action: 'kms:*',
  Resource: '*',
});

/** CloudWatch Logs may use a key for this log group. */
const logsFor = (sandbox: Sandbox, group: string): PolicyStatement => ({
  Effect: 'Allow',
  Principal: { Service: `logs.${sandbox.at.region}.amazonaws.com` },
  Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
  Resource: '*',
  Condition: {
    StringEquals: { 'kms:EncryptionContext:aws:logs:arn': sandbox.arn('logs', `log-group:${sandbox.name(group)}`) },
  },
});

const service = (Service: string, ...Action: readonly string[]): PolicyStatement => ({
  Effect: 'Allow',
  Principal: { Service },
  Action,
  Resource: '*',
});

/** The log group that the wide key is for. */
export const ENCRYPTED = 'encrypted';

/** A key that lets everybody in whom a row asks for. */
export const wideKey = (sandbox: Sandbox): Promise<string> =>
  sandbox.shared('wide key', () =>
    makeKey(
      sandbox,
      logsFor(sandbox, ENCRYPTED),
      service('cloudtrail.amazonaws.com', 'kms:GenerateDataKey*', 'kms:DescribeKey', 'kms:Decrypt'),
      service('sns.amazonaws.com', 'kms:GenerateDataKey*', 'kms:Decrypt'),
    ),
  );

/** A key that lets CloudWatch Logs in for a log group that nobody makes, and lets CloudTrail decrypt nothing. */
export const narrowKey = (sandbox: Sandbox): Promise<string> =>
  sandbox.shared('narrow key', () =>
    makeKey(
      sandbox,
      logsFor(sandbox, 'another'),
      service('cloudtrail.amazonaws.com', 'kms:GenerateDataKey*', 'kms:DescribeKey'),
    ),
  );

/** KMS deletes no key in less than seven days. */
const makeKey = (sandbox: Sandbox, ...statements: readonly PolicyStatement[]): Promise<string> => {
  const kms = sandbox.of(KMSClient);
  return sandbox.make(
    'a key (deleted in seven days)',
    async () => {
      const input = { Policy: policy(ownAccount(sandbox), ...statements), Description: sandbox.at.prefix };
      const { KeyMetadata } = await kms.send(new CreateKeyCommand(input));
      if (KeyMetadata?.Arn === undefined) throw new Error('KMS made a key without an ARN');
      return KeyMetadata.Arn;
    },
    (KeyId) => kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 })),
  );
};

/** A role that a service becomes. */
export const makeRole = async (
  sandbox: Sandbox,
  suffix: string,
  trust: PolicyStatement,
  ...may: readonly PolicyStatement[]
): Promise<string> => {
  const iam = sandbox.of(IAMClient);
  const RoleName = sandbox.name(suffix);
  const PolicyName = 'may';
  const AssumeRolePolicyDocument = policy({ Effect: 'Allow', Action: 'sts:AssumeRole', ...trust });
  const { Role } = await sandbox.make(
    `role ${RoleName}`,
    () => iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument })),
    () => iam.send(new DeleteRoleCommand({ RoleName })),
  );
  await sandbox.make(
    `the policy of role ${RoleName}`,
    () => iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: policy(...may) })),
    () => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })),
  );
  if (Role?.Arn === undefined) throw new Error(`IAM made role ${RoleName} without an ARN`);
  return Role.Arn;
};
