import { leftOpen, type PolicyDocument, WITHOUT_TLS } from '../../policy';
import { type Check, type CheckResult, fail } from '../check';
import { isKey, keyFor } from '../facts/keys';
import { outsidersOf } from '../facts/outsiders';
import { owned } from '../facts/owned';
import { policyAsDeclared } from '../facts/policy-as-declared';
import { flawUnless, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

const judge = async (target: LiveTarget, url: string): Promise<readonly CheckResult[]> => {
  const again = `deploy the data stack of ${target.environment} again`;
  const [queue, dataKey] = await Promise.all([target.cloud.queue(url), keyFor(target, 'data')]);
  if (!queue) return [fail(url, 'the queue does not exist', again)];
  const policy: PolicyDocument = JSON.parse(queue.policy ?? '{"Version": "2012-10-17", "Statement": []}');
  const required = { of: 'everybody', calls: [['sqs:*', queue.arn]], cases: [WITHOUT_TLS] } as const;
  return verdict(queue.arn, [
    ...flawUnless(
      isKey(queue.keyId, dataKey),
      `it is encrypted with ${queue.keyId ?? 'no key'}, not with the data key ${dataKey.key?.arn ?? dataKey.alias}`,
      `set its KmsMasterKeyId (aws sqs set-queue-attributes) or ${again}`,
    ),
    ...leftOpen([policy], required, 'its policy does not refuse').map((because) => ({ because, fix: again })),
    ...outsidersOf(policy, 'AWS::SQS::Queue', target, again),
    ...(await policyAsDeclared(target, url, policy, { type: 'AWS::SQS::QueuePolicy', fix: again })),
  ]);
};

/** Queues, which hold what functions could not process, are encrypted with the data key and closed (ZT-05). */
export const queuesGuarded: Check = {
  id: 'queues-guarded',
  requirement: 'ZT-05',
  proves:
    'every queue is encrypted with the data key, refuses plain http, lets no stranger in and has the policy of the release',
  run: async (target) => {
    const urls = await owned(target, 'AWS::SQS::Queue');
    return (await Promise.all(urls.map((url) => judge(target, url)))).flat();
  },
};
