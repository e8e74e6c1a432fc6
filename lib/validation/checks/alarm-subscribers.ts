import { dataStackName } from '../../contract/names';
import { type Check, type CheckResult, fail, pass } from '../check';
import type { Subscription } from '../cloud/alarms';
import { alarmTopicArn } from '../facts/arns';
import { declaredIn } from '../facts/declared';
import { owned } from '../facts/owned';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';

const nameOf = ({ protocol, endpoint }: Subscription): string => `${protocol}:${endpoint}`;

/** Protocols and endpoints of the subscriptions that the deployed template has. */
const declaredSubscribers = async (target: LiveTarget): Promise<readonly string[]> =>
  (await declaredIn(target, dataStackName(target.qualified)))
    .filter(({ type }) => type === 'AWS::SNS::Subscription')
    .map(({ properties }) => `${properties['Protocol']}:${properties['Endpoint']}`);

const judge = (subscription: Subscription, isFirstRelease: boolean, declared: readonly string[]): CheckResult => {
  const { arn } = subscription;
  const subject = nameOf(subscription);
  if (!declared.includes(subject)) {
    return fail(
      subject,
      'no release subscribed it, and it hears every alarm',
      `unsubscribe it (aws sns unsubscribe --subscription-arn ${arn}), and find out who subscribed it`,
    );
  }
  if (arn !== 'PendingConfirmation') return pass(subject);
  return isFirstRelease
    ? pass(`${subject}: not confirmed yet, which is tolerated until a release changes the stack`)
    : fail(
        subject,
        'nobody has confirmed the subscription: alarms reach nobody',
        'confirm it by the link in its e-mail; a link of more than three days needs a new one (aws sns subscribe)',
      );
};

/**
 * Everybody who is declared to hear of alarms, and nobody else, is subscribed and has confirmed it (ZT-13).
 *
 * A target's first release is over as soon as its data stack is not in the state in which its creation left it: then a
 * subscription that waits for its confirmation fails.
 */
export const alarmSubscribers: Check = {
  id: 'alarm-subscribers',
  requirement: 'ZT-13',
  proves:
    'whoever is declared to hear of alarms, and nobody else, is subscribed and, after the first release, confirmed',
  run: async (target: LiveTarget) => {
    const topic = alarmTopicArn(target);
    // A subscription that waits for its confirmation has no ARN yet: queues need none, so it is one of the alarms.
    const declared = (await owned(target, 'AWS::SNS::Subscription')).filter(
      (id) => !id.startsWith('arn:') || id.startsWith(`${topic}:`),
    );
    const listed = await allPages((nextToken) => target.cloud.subscriptions(topic, nextToken));
    const found = listed.filter(({ arn }) => arn !== 'Deleted');
    if (declared.length === 0 && found.length === 0) {
      return [pass(`${topic}: nobody is declared (alarmEmail in delivery.config.ts)`)];
    }
    const stack = await target.stack(dataStackName(target.qualified));
    const isFirstRelease = stack?.status === 'CREATE_COMPLETE';
    const subscribers = await declaredSubscribers(target);
    const missing = declared.length - found.filter((each) => subscribers.includes(nameOf(each))).length;
    return [
      ...found.map((subscription) => judge(subscription, isFirstRelease, subscribers)),
      ...(missing > 0
        ? [
            fail(
              topic,
              `${missing} of ${declared.length} declared subscriptions ${missing === 1 ? 'is' : 'are'} gone`,
              'subscribe again (aws sns subscribe), and find out who unsubscribed',
            ),
          ]
        : []),
    ];
  },
};
