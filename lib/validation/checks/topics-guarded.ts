import { dataStackName } from '../../contract/names';
import { leftOpen, type PolicyDocument, WITHOUT_TLS } from '../../policy';
import { type Check, type CheckResult, fail, pass } from '../check';
import { alarmTopicArn } from '../facts/arns';
import { isKey, keyFor } from '../facts/keys';
import { outsidersOf } from '../facts/outsiders';
import { owned } from '../facts/owned';
import { flawUnless, orCannotTell, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';

const judge = async (target: LiveTarget, arn: string): Promise<readonly CheckResult[]> => {
  const again = `deploy ${dataStackName(target.qualified)} again (aws sns set-topic-attributes)`;
  const [topic, dataKey, released] = await Promise.all([
    target.cloud.topic(arn),
    keyFor(target, 'data'),
    owned(target, 'AWS::SNS::Subscription'),
  ]);
  if (!topic) return [fail(arn, 'the topic does not exist', again)];
  const subscriptions = await allPages((nextToken) => target.cloud.subscriptions(arn, nextToken));
  const policy: PolicyDocument = JSON.parse(topic.policy);
  const required = { of: 'everybody', calls: [['sns:Publish', arn]], cases: [WITHOUT_TLS] } as const;
  return verdict(arn, [
    ...flawUnless(
      isKey(topic.keyId, dataKey),
      `it is encrypted with ${topic.keyId ?? 'no key'}, not with the data key ${dataKey.key?.arn ?? dataKey.alias}`,
      again,
    ),
    ...leftOpen([policy], required, 'its policy does not refuse').map((because) => ({ because, fix: again })),
    ...outsidersOf(policy, 'AWS::SNS::Topic', target, again),
    ...subscriptions
      .filter((each) => !released.includes(each.arn))
      .map((each) => ({
        because: `it tells ${each.protocol}:${each.endpoint} what it carries, and no release subscribed that`,
        fix: `unsubscribe it (aws sns unsubscribe --subscription-arn ${each.arn}), and find out who subscribed it`,
      })),
  ]);
};

/** Topics of the workload are encrypted with the data key, closed, and tell nobody whom no release subscribed (ZT-05). */
export const topicsGuarded: Check = {
  id: 'topics-guarded',
  requirement: 'ZT-05',
  proves:
    'every topic beside that of the alarms is encrypted with the data key, refuses plain http and strangers, and tells only whom a release subscribed',
  run: async (target) => {
    const topics = (await owned(target, 'AWS::SNS::Topic')).filter((arn) => arn !== alarmTopicArn(target));
    if (topics.length === 0) return [pass(`${target.environment}: its stacks own no topic beside that of the alarms`)];
    return (await Promise.all(topics.map((arn) => orCannotTell(arn, () => judge(target, arn))))).flat();
  },
};
