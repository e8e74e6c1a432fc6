import { evaluate, type PolicyDocument, strangersIn } from '../../policy';
import { ALARM_PUBLISHERS } from '../../promises';
import { type Check, fail } from '../check';
import { alarmTopicArn } from '../facts/arns';
import { isKey, keyFor } from '../facts/keys';
import { flawUnless, verdict } from '../facts/verdict';

/** The alarm topic is encrypted with the logs key, and those who raise alarms may publish to it, but no stranger (ZT-13). */
export const alarmTopic: Check = {
  id: 'alarm-topic',
  requirement: 'ZT-13',
  proves: 'the alarm topic is encrypted with the logs key and takes alarms of this account, from nobody else',
  run: async (target) => {
    const arn = alarmTopicArn(target);
    const again = `deploy the data stack of ${target.environment} again (aws sns set-topic-attributes)`;
    const [topic, logsKey] = await Promise.all([target.cloud.topic(arn), keyFor(target, 'logs')]);
    if (!topic) return [fail(arn, 'the topic does not exist', again)];
    const policy: PolicyDocument = JSON.parse(topic.policy);
    const { account, region } = target;
    const silent = ALARM_PUBLISHERS.filter((service) => {
      const context = { 'aws:SourceAccount': account, 'aws:SecureTransport': 'true' };
      const principal = { kind: 'service', service } as const;
      return evaluate([policy], { principal, action: 'sns:Publish', resource: arn, context }).effect !== 'allow';
    });
    return verdict(arn, [
      ...flawUnless(
        isKey(topic.keyId, logsKey),
        `it is encrypted with ${topic.keyId ?? 'no key'}, not with ${logsKey.key?.arn ?? logsKey.alias}`,
        again,
      ),
      ...silent.map((service) => ({ because: `its policy does not let ${service} publish`, fix: again })),
      ...strangersIn(policy, { resource: arn, account, region }).map(({ who, action }) => ({
        because: `its policy lets ${who} in (${action})`,
        fix: again,
      })),
    ]);
  },
};
