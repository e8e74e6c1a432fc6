import { CreateRoleCommand, DeleteRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { CreateTopicCommand, DeleteTopicCommand, SetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Observation } from '../observation';
import type { ContactRow } from '../row';
import type { Sandbox } from '../sandbox';
import { ownAccount, policy } from './things';

/** A role that nobody has made. */
const nobody = ({ at }: Sandbox) => ({ AWS: `arn:${at.partition}:iam::${at.account}:role/${at.prefix}-nobody` });

const trust = (sandbox: Sandbox): Promise<Observation> => {
  const iam = sandbox.of(IAMClient);
  const RoleName = sandbox.name('trusts-nobody');
  const AssumeRolePolicyDocument = policy({ Effect: 'Allow', Principal: nobody(sandbox), Action: 'sts:AssumeRole' });
  return sandbox.taken({
    what: `role ${RoleName}`,
    refusal: /^MalformedPolicyDocument(Exception)?$/,
    make: () => iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument })),
    remove: () => iam.send(new DeleteRoleCommand({ RoleName })),
    patience: 0,
  });
};

const key = (sandbox: Sandbox): Promise<Observation> => {
  const kms = sandbox.of(KMSClient);
  const also = { Effect: 'Allow', Principal: nobody(sandbox), Action: 'kms:Decrypt', Resource: '*' };
  const input = { Policy: policy(ownAccount(sandbox), also), Description: sandbox.at.prefix };
  return sandbox.taken({
    what: 'a key (deleted in seven days)',
    refusal: /^MalformedPolicyDocument(Exception)?$/,
    make: () => kms.send(new CreateKeyCommand(input)),
    remove: ({ KeyMetadata }) =>
      kms.send(new ScheduleKeyDeletionCommand({ KeyId: KeyMetadata?.Arn, PendingWindowInDays: 7 })),
    patience: 0,
  });
};

/** As CloudFormation does: the topic first. */
const topic = async (sandbox: Sandbox): Promise<Observation> => {
  const sns = sandbox.of(SNSClient);
  const Name = sandbox.name('told-by-nobody');
  const { TopicArn } = await sandbox.make(
    `topic ${Name}`,
    () => sns.send(new CreateTopicCommand({ Name })),
    (made) => sns.send(new DeleteTopicCommand({ TopicArn: made.TopicArn })),
  );
  const statement = { Effect: 'Allow', Principal: nobody(sandbox), Action: 'sns:Publish', Resource: TopicArn };
  const input = { TopicArn, AttributeName: 'Policy', AttributeValue: policy(statement) };
  return sandbox.taken({
    what: `the policy of topic ${Name}`,
    refusal: /^InvalidParameter(Exception)?$/,
    make: () => sns.send(new SetTopicAttributesCommand(input)),
    // It goes with the topic.
    remove: async () => undefined,
    patience: 0,
  });
};

const queue = (sandbox: Sandbox): Promise<Observation> => {
  const sqs = sandbox.of(SQSClient);
  const QueueName = sandbox.name('sent-by-nobody');
  const Resource = sandbox.arn('sqs', QueueName);
  const Policy = policy({ Effect: 'Allow', Principal: nobody(sandbox), Action: 'sqs:SendMessage', Resource });
  return sandbox.taken({
    what: `queue ${QueueName}`,
    refusal: /^InvalidAttributeValue(Exception)?$/,
    make: () => sqs.send(new CreateQueueCommand({ QueueName, Attributes: { Policy } })),
    remove: ({ QueueUrl }) => sqs.send(new DeleteQueueCommand({ QueueUrl })),
    patience: 0,
  });
};

/** Policies that name a role which does not exist. */
export const PRINCIPAL_ROWS: readonly ContactRow[] = (
  [
    ["a role's trust", trust],
    ["a key's policy", key],
    ["a topic's policy", topic],
    ["a queue's policy", queue],
  ] as const
).map(([where, look]) => ({
  about: 'principals that do not exist',
  asks: `${where} that names a role which nobody has made`,
  expected: ['refused'],
  look,
}));
