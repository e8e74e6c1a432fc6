import { objectAt } from '../../ground/json';
import type { PolicyDocument, ServicePath } from '../../policy';
import { ask, mayPass, onBehalfOf, policiesOf, policyAt, principalOf, refusedToService } from '../templates/asking';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import { permissionsOf, workloadFunctions } from '../templates/roles';
import type { Resource, Target } from '../templates/target';
import { alarmsThat } from '../templates/topics';
import type { Rule } from './rule';

/** ZT-05: what a topic of the workload carries is data, so queues of the target hear it and nobody else; people hear of alarms only. */
export const topicsGuarded: Rule = {
  id: 'ZT-05-TopicsGuarded',
  requires:
    'A topic tells queues of the target, which take it and keep what they could not take; people by e-mail hear of alarms only.',
  why: 'Whoever subscribes gets every message in plain, and a queue that keeps SNS out loses them without an error.',
  fix: 'Make the topic as GuardedTopic (lib/stacks/constructs/guarded-topic.ts), and let it tell queues.',
  source: 'https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html',
  hipaa: ['164.308(a)(4)(i)', '164.312(a)(1)', '164.312(e)(1)'],
  appliesTo: 'target',
  check: (target) => target.each('AWS::SNS::Subscription', flaws),
};

const QUEUE = 'AWS::SQS::Queue';

const flaws = ({ properties }: Resource, target: Target): readonly string[] => {
  const { TopicArn: arn, Protocol: protocol, Endpoint: endpoint, RedrivePolicy: redrive } = properties;
  const topic = target.find(arn, 'AWS::SNS::Topic');
  if (topic === undefined) return [`TopicArn is ${shown(arn)}, which is no topic of this target`];
  if (protocol === 'email') return flawsOfMail(topic, endpoint, target);
  if (protocol !== 'sqs') return [`it tells ${shown(endpoint)} by ${shown(protocol)}`];
  const { deadLetterTargetArn: letters } = objectAt(redrive);
  return [
    ...flawsOfQueue(endpoint, topic, target, 'it tells'),
    ...flawsOfQueue(letters, topic, target, 'what cannot be delivered goes to'),
  ];
};

/** E-mail is read anywhere: it is for a topic to which alarms publish, and no function. */
const flawsOfMail = (topic: Resource, address: unknown, target: Target): readonly string[] => {
  const { logicalId, identity } = topic;
  const alarms = alarmsThat(topic, target);
  const publishers = workloadFunctions(target).filter(({ properties }) => {
    const role = target.find(properties['Role'], 'AWS::IAM::Role');
    const { policies } = role ? permissionsOf(role, target) : { policies: [] };
    return mayPass(ask(policies, principalOf(identity.account), 'sns:Publish', arnOf(identity)));
  });
  return [
    ...(alarms.length > 0 ? [] : [`it sends what ${logicalId} carries, and no alarm tells that, to ${shown(address)}`]),
    ...publishers.map((each) => `it sends what ${each.logicalId} may publish to ${logicalId} to ${shown(address)}`),
  ];
};

/** A queue of the target that takes what SNS brings for the topic, with a key that lets it. */
const flawsOfQueue = (arn: unknown, topic: Resource, target: Target, does: string): readonly string[] => {
  const queue = target.find(arn, QUEUE);
  if (queue === undefined) return [`${does} ${shown(arn)}, which is no queue of this target`];
  const key = target.find(queue.properties['KmsMasterKeyId'], 'AWS::KMS::Key');
  const on = { ...onBehalfOf(topic), queue: arnOf(queue.identity) };
  const refusal = (policies: readonly PolicyDocument[], path: ServicePath, resource: Resource) =>
    refusedToService(policies, path, arnOf(resource.identity), on);
  const byQueue = refusal(policiesOf(queue, target), 'topic-sends-to-queue', queue);
  const byKey = key && refusal([policyAt(key.properties['KeyPolicy'])], 'topic-encrypts-for-queue', key);
  return [
    ...(byQueue === undefined ? [] : [`the policy of ${queue.logicalId} keeps sns.amazonaws.com out (${byQueue})`]),
    ...(byKey === undefined ? [] : [`the policy of its key ${key?.logicalId} keeps sns.amazonaws.com out (${byKey})`]),
  ];
};
