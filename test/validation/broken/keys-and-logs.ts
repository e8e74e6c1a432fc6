import { ACCOUNT, type Breakage, type LiveTarget } from './live-target';

const STRANGER = 'arn:aws:iam::999999999999:root';

/** Puts another policy on the logs key, made from the one it has. */
const repolicied = async (target: LiveTarget, change: (text: string) => string) => {
  const KeyId = target.keyArn('LogsKey');
  const { Policy: before } = await target.call('kms', 'GetKeyPolicy', { KeyId, PolicyName: 'default' });
  const put = (Policy: string) => target.call('kms', 'PutKeyPolicy', { KeyId, PolicyName: 'default', Policy });
  await put(change(String(before)));
  return () => put(String(before));
};

const adding = (statement: object) => (text: string) => {
  const policy = JSON.parse(text) as { Statement: readonly object[] };
  return JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
};

const FUNCTION_GROUP = '/data/dev/trail';

/** ZT-05 to ZT-07. */
export const KEYS_AND_LOGS: readonly Breakage[] = [
  {
    check: 'key-state',
    by: 'the data key disabled (aws kms disable-key)',
    says: /is in state Disabled/,
    how: async (target) => {
      await target.aws('kms', 'disable-key', '--key-id', target.keyArn('DataKey'));
      return () => target.call('kms', 'EnableKey', { KeyId: target.keyArn('DataKey') });
    },
  },
  {
    check: 'key-rotation',
    by: 'rotation of the logs key switched off (aws kms disable-key-rotation)',
    says: /does not rotate by itself/,
    how: async (target) => {
      const KeyId = target.keyArn('LogsKey');
      await target.aws('kms', 'disable-key-rotation', '--key-id', KeyId);
      return () => target.call('kms', 'EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 });
    },
  },
  {
    check: 'key-policies',
    by: 'another account in the policy of the logs key',
    says: /its policy lets everybody of account 999999999999 in/,
    how: (target) =>
      repolicied(
        target,
        adding({ Effect: 'Allow', Principal: { AWS: STRANGER }, Action: 'kms:Decrypt', Resource: '*' }),
      ),
  },
  {
    check: 'key-grants',
    by: 'a grant to another account',
    says: /grant \w+ lets arn:aws:iam::999999999999:role\/reader use it for Decrypt/,
    how: async (target) => {
      const KeyId = target.keyArn('DataKey');
      const grant = { KeyId, GranteePrincipal: 'arn:aws:iam::999999999999:role/reader', Operations: ['Decrypt'] };
      const { GrantId } = await target.call('kms', 'CreateGrant', grant);
      return () => target.call('kms', 'RevokeGrant', { KeyId, GrantId });
    },
  },
  {
    check: 'queues-guarded',
    by: 'the dead letters moved to the default key of SQS',
    says: /encrypted with alias\/aws\/sqs, not with the data key/,
    how: async (target) => {
      const QueueUrl = target.id('SQS::Queue', 'ProcessingWorkloadDeadLetters');
      const set = (KmsMasterKeyId: string) =>
        target.call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { KmsMasterKeyId } });
      await set('alias/aws/sqs');
      return () => set(target.keyArn('DataKey'));
    },
  },
  {
    check: 'logs-key-policy',
    by: 'the statement for CloudWatch Logs bound to another region',
    says: /CloudWatch Logs may not kms:Encrypt .* no statement allows it/,
    how: (target) => repolicied(target, (text) => text.replace('logs.us-east-1.', 'logs.eu-west-1.')),
  },
  {
    check: 'logs-key-readers',
    by: 'Lambda allowed to decrypt with the logs key',
    says: /its policy lets lambda\.amazonaws\.com decrypt/,
    how: (target) =>
      repolicied(
        target,
        adding({
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'kms:Decrypt',
          Resource: '*',
          Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
        }),
      ),
  },
  {
    check: 'log-groups-encrypted',
    by: 'the key taken from a log group (aws logs disassociate-kms-key)',
    says: /encrypted with no key of ours/,
    how: async (target) => {
      await target.aws('logs', 'disassociate-kms-key', '--log-group-name', FUNCTION_GROUP);
      const again = { logGroupName: FUNCTION_GROUP, kmsKeyId: target.keyArn('LogsKey') };
      return () => target.call('logs', 'AssociateKmsKey', again);
    },
  },
  {
    check: 'log-groups-retention',
    by: 'the retention removed (aws logs delete-retention-policy)',
    says: /keeps its events for ever/,
    how: async (target) => {
      await target.aws('logs', 'delete-retention-policy', '--log-group-name', FUNCTION_GROUP);
      return () => target.call('logs', 'PutRetentionPolicy', { logGroupName: FUNCTION_GROUP, retentionInDays: 90 });
    },
  },
  {
    check: 'log-groups-expected',
    by: 'an extra, unencrypted log group (aws logs create-log-group)',
    says: /belongs to no stack of the environment/,
    how: async (target) => {
      await target.aws('logs', 'create-log-group', '--log-group-name', '/data/dev/extra');
      return () => target.call('logs', 'DeleteLogGroup', { logGroupName: '/data/dev/extra' });
    },
  },
  {
    check: 'log-streams-after-key',
    by: 'a stream that began while the key was taken away',
    says: /one stream began before .*, when CloudTrail recorded AssociateKmsKey.*; the oldest is in-between/,
    how: async (target) => {
      const logGroupName = '/data/dev/flow-logs';
      const stream = { logGroupName, logStreamName: 'in-between' };
      await target.call('logs', 'DisassociateKmsKey', { logGroupName });
      await target.call('logs', 'CreateLogStream', stream);
      await target.call('logs', 'AssociateKmsKey', { logGroupName, kmsKeyId: target.keyArn('LogsKey') });
      return () => target.call('logs', 'DeleteLogStream', stream);
    },
  },
  {
    check: 'log-stream-fresh',
    by: 'a function whose handler is not there',
    says: /the function failed \(Unhandled\)/,
    how: async (target) => {
      const set = (Handler: string) =>
        target.call('lambda', 'UpdateFunctionConfiguration', { FunctionName: 'data-processing-dev', Handler });
      await set('index.nothing');
      return () => set('index.handler');
    },
  },
  {
    check: 'no-role-creates-log-groups',
    by: 'an inline policy that lets a role create log groups',
    says: /"statement 1 of policy 2" lets it logs:CreateLogGroup/,
    how: async (target) => {
      const policy = { RoleName: target.id('IAM::Role', 'NetworkFlowLogRole'), PolicyName: 'more' };
      const Statement = [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      await target.call('iam', 'PutRolePolicy', { ...policy, PolicyDocument });
      return () => target.call('iam', 'DeleteRolePolicy', policy);
    },
  },
];
