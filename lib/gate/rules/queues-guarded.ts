import { listAt, objectAt } from '../../ground/json';
import { leftOpen, type PolicyDocument, type Required, type ServicePath, WITHOUT_TLS } from '../../policy';
import { onBehalfOf, outsidersIn, policiesOf, policyAt, refusedToService } from '../templates/asking';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-05: queues carry what functions could not process, so they are encrypted and closed like data. */
export const queuesGuarded: Rule = {
  id: 'ZT-05-QueuesGuarded',
  requires:
    'Every queue is encrypted with a key of the target, refuses whoever comes without TLS, and lets no stranger in; what it gives up goes to a queue of the target that keeps it for longer.',
  why: 'A dead letter is data: the event that could not be processed. It keeps its age, so a queue that keeps as long as the first has lost it.',
  fix: 'Make the queue as GuardedQueue (lib/stacks/constructs/guarded-queue.ts).',
  source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html',
  hipaa: ['164.312(a)(2)(iv)', '164.312(e)(1)'],
  appliesTo: 'any',
  check: (target) => target.each('AWS::SQS::Queue', flaws),
};

const flaws = (queue: Resource, target: Target): readonly string[] => {
  const { KmsMasterKeyId: key } = queue.properties;
  const policies = policiesOf(queue, target);
  const arn = arnOf(queue.identity);
  const required: Required = { of: 'everybody', calls: [['sqs:*', arn]], cases: [WITHOUT_TLS] };
  return [
    ...(target.find(key, 'AWS::KMS::Key') ? [] : [`KmsMasterKeyId is ${shown(key)}, which is no key of this target`]),
    ...leftOpen(policies, required, 'its policy does not refuse'),
    ...flawsOfDeadLetters(queue, target),
    ...keptOut(queue, target),
    ...policies.flatMap((policy) => outsidersIn(policy, queue, target)).map((who) => `its policy lets ${who}`),
  ];
};

/** SQS keeps a message for so many seconds where nobody says for how long. */
const KEPT_SECONDS = 345_600;

const keptFor = ({ properties }: Resource): number => Number(properties['MessageRetentionPeriod'] ?? KEPT_SECONDS);

/** Source: AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html, "message retention periods". */
const flawsOfDeadLetters = (queue: Resource, target: Target): readonly string[] => {
  const { RedrivePolicy: redrive } = queue.properties;
  if (redrive === undefined) return [];
  const { deadLetterTargetArn: arn } = objectAt(redrive);
  const letters = target.find(arn, queue.type);
  if (letters === undefined) return [`it hands what nobody could process to ${shown(arn)}, no queue of this target`];
  return keptFor(letters) > keptFor(queue)
    ? []
    : [`its dead letters are gone from ${letters.logicalId} as soon as from itself: they keep their age`];
};

/** Rules whose events never arrive: by the queue's policy, or by its key's. Nobody hears of it: EventBridge drops what it may not send. */
const keptOut = (queue: Resource, target: Target): readonly string[] => {
  const key = target.find(queue.properties['KmsMasterKeyId'], 'AWS::KMS::Key');
  const rules = target.of('AWS::Events::Rule').filter(({ properties }) =>
    listAt(properties['Targets'])
      .map(objectAt)
      .some(({ Arn: arn, RoleArn: role }) => role === undefined && target.find(arn, queue.type) === queue),
  );
  return rules.flatMap((rule) => {
    const on = { ...onBehalfOf(rule), queue: arnOf(queue.identity) };
    const lets = (policies: readonly PolicyDocument[], path: ServicePath, resource: Resource) =>
      refusedToService(policies, path, arnOf(resource.identity), on);
    const byQueue = lets(policiesOf(queue, target), 'rule-sends-to-queue', queue);
    const byKey = key && lets([policyAt(key.properties['KeyPolicy'])], 'rule-encrypts-for-queue', key);
    return [
      ...(byQueue === undefined ? [] : [`its policy keeps events.amazonaws.com out (${byQueue})`]),
      ...(byKey === undefined
        ? []
        : [`the policy of its key ${key?.logicalId} keeps events.amazonaws.com out (${byKey})`]),
    ].map((who) => `${who}: events of rule ${rule.logicalId} are lost without an error`);
  });
};
