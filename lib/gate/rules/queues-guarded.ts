import { leftOpen, type Required, WITHOUT_TLS } from '../../policy';
import { outsidersIn, policiesOf } from '../templates/asking';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-05: queues carry what functions could not process, so they are encrypted and closed like data. */
export const queuesGuarded: Rule = {
  id: 'ZT-05-QueuesGuarded',
  requires:
    'Every queue is encrypted with a key of the target, refuses whoever comes without TLS, and lets no stranger in.',
  why: 'A dead letter is data: the event that could not be processed.',
  fix: 'Make the queue as WorkloadFunction does (lib/stacks/constructs/workload-function.ts).',
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
    ...policies.flatMap((policy) => outsidersIn(policy, queue, target)).map((who) => `its policy lets ${who}`),
  ];
};
