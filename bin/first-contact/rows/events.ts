import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Observation } from '../observation';
import type { ContactRow } from '../row';
import type { Sandbox } from '../sandbox';
import { makeRole, policy, wideKey } from './things';

/** A queue that a topic under the key tells. */
const heardAt = async (
  sandbox: Sandbox,
  suffix: string,
  key: string,
): Promise<{ readonly topic: string; readonly queue: string }> => {
  const [sns, sqs] = [sandbox.of(SNSClient), sandbox.of(SQSClient)];
  const Name = sandbox.name(suffix);
  const { TopicArn: topic = '' } = await sandbox.make(
    `topic ${Name}`,
    () => sns.send(new CreateTopicCommand({ Name, Attributes: { KmsMasterKeyId: key } })),
    ({ TopicArn }) => sns.send(new DeleteTopicCommand({ TopicArn })),
  );
  const { QueueUrl: queue = '' } = await sandbox.make(
    `queue ${Name}`,
    () => sqs.send(new CreateQueueCommand({ QueueName: Name })),
    ({ QueueUrl }) => sqs.send(new DeleteQueueCommand({ QueueUrl })),
  );
  const Resource = sandbox.arn('sqs', Name);
  const from = { Principal: { Service: 'sns.amazonaws.com' }, Condition: { ArnEquals: { 'aws:SourceArn': topic } } };
  const Policy = policy({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource, ...from });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue, Attributes: { Policy } }));
  await sandbox.make(
    `subscription of queue ${Name}`,
    () =>
      sns.send(
        new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint: Resource, ReturnSubscriptionArn: true }),
      ),
    ({ SubscriptionArn }) => sns.send(new UnsubscribeCommand({ SubscriptionArn })),
  );
  return { topic, queue };
};

const rule = async (
  sandbox: Sandbox,
  suffix: string,
  source: string,
  topic: string,
  RoleArn: string,
): Promise<void> => {
  const events = sandbox.of(EventBridgeClient);
  const Name = sandbox.name(suffix);
  const EventPattern = JSON.stringify({ source: [source] });
  await sandbox.make(
    `rule ${Name}`,
    () => events.send(new PutRuleCommand({ Name, EventPattern })),
    () => events.send(new DeleteRuleCommand({ Name })),
  );
  await sandbox.make(
    `target of rule ${Name}`,
    () => events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'topic', Arn: topic, RoleArn }] })),
    () => events.send(new RemoveTargetsCommand({ Rule: Name, Ids: ['topic'] })),
  );
};

/** Whether an event reaches a topic under a key, when the rule has a role that may do this with the key. */
const byRole =
  (suffix: string, ...actions: readonly string[]) =>
  async (sandbox: Sandbox): Promise<Observation> => {
    const [events, sqs] = [sandbox.of(EventBridgeClient), sandbox.of(SQSClient)];
    const key = await wideKey(sandbox);
    const { topic, queue } = await heardAt(sandbox, suffix, key);
    const may = [
      { Effect: 'Allow', Action: 'sns:Publish', Resource: topic },
      ...(actions.length > 0 ? [{ Effect: 'Allow', Action: actions, Resource: key }] : []),
    ];
    const role = await makeRole(sandbox, `${suffix}-role`, { Principal: { Service: 'events.amazonaws.com' } }, ...may);
    const source = sandbox.name(suffix);
    await rule(sandbox, suffix, source, topic, role);
    const isHeard = await sandbox.comes(async () => {
      const Entries = [{ Source: source, DetailType: 'first contact', Detail: '{}' }];
      await events.send(new PutEventsCommand({ Entries }));
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue, WaitTimeSeconds: 1 }));
      return Messages.length > 0;
    });
    return isHeard ? 'delivered' : 'not delivered';
  };

/** EventBridge, which tells a topic under a key as the execution role of its target. */
export const EVENT_ROWS: readonly ContactRow[] = [
  {
    about: 'rule-assumes-target-role',
    asks: 'an event to a topic under a key, by a role that may publish and use the key',
    expected: ['delivered'],
    look: byRole('told', 'kms:Decrypt', 'kms:GenerateDataKey'),
  },
  {
    about: 'rule-assumes-target-role',
    asks: 'the same by a role that may not use the key',
    expected: ['not delivered'],
    look: byRole('untold'),
  },
];
