import { leftOpen, type PolicyDocument, WITHOUT_TLS } from '../../policy';
import { type Check, fail } from '../check';
import { alarmTopicArn } from '../facts/arns';
import { isKey, keyFor } from '../facts/keys';
import { outsidersOf } from '../facts/outsiders';
import { policyAsDeclared } from '../facts/policy-as-declared';
import { forSource, verdictOfCalls, type WantedCall } from '../facts/services';
import { flawUnless } from '../facts/verdict';

/** The alarm topic is encrypted with the logs key, and those who raise alarms may publish to it, but no stranger (ZT-13). */
export const alarmTopic: Check = {
  id: 'alarm-topic',
  requirement: 'ZT-13',
  proves:
    'the alarm topic is encrypted with the logs key, takes alarms of this account, from nobody else, and has the policy of the release',
  run: async (target) => {
    const arn = alarmTopicArn(target);
    const again = `deploy the data stack of ${target.environment} again (aws sns set-topic-attributes)`;
    const [topic, logsKey] = await Promise.all([
      target.once('topic', () => target.cloud.topic(arn)),
      keyFor(target, 'logs'),
    ]);
    if (!topic) return [fail(arn, 'the topic does not exist', again)];
    const policy: PolicyDocument = JSON.parse(topic.policy);
    const { account, region, partition } = target;
    const on = { ...forSource(target, `arn:${partition}:cloudwatch:${region}:${account}:alarm:any`), topic: arn };
    const required = { of: 'everybody', calls: [['sns:Publish', arn]], cases: [WITHOUT_TLS] } as const;
    const key = logsKey.key;
    const calls: readonly WantedCall[] = [
      { path: 'alarm-publishes', policies: [policy], resource: arn, on, fix: again },
      ...(key
        ? [
            {
              path: 'alarm-encrypts',
              policies: [await target.keyPolicy(key)],
              resource: key.arn,
              on,
              fix: again,
            } as const,
          ]
        : []),
    ];
    return verdictOfCalls(arn, calls, [
      ...flawUnless(
        isKey(topic.keyId, logsKey),
        `it is encrypted with ${topic.keyId ?? 'no key'}, not with ${logsKey.key?.arn ?? logsKey.alias}`,
        again,
      ),
      ...leftOpen([policy], required, 'its policy does not refuse').map((because) => ({ because, fix: again })),
      ...outsidersOf(policy, 'AWS::SNS::Topic', target, again),
      ...(await policyAsDeclared(target, arn, policy, { type: 'AWS::SNS::TopicPolicy', fix: again })),
    ]);
  },
};
