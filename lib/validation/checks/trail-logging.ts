import { trailName } from '../../contract/names';
import { type Check, fail } from '../check';
import { DAY, HOUR, timeOf } from '../clock';
import { ownTrail } from '../facts/trails';
import { flawUnless, verdict } from '../facts/verdict';

/** The trail records at this moment, and its files and events arrive (ZT-12). */
export const trailLogging: Check = {
  id: 'trail-logging',
  requirement: 'ZT-12',
  proves: 'the trail is logging now, and its files and events arrive',
  run: async (target) => {
    const name = trailName(target.qualified, target.region);
    const trail = await ownTrail(target);
    if (!trail) return [fail(name, 'the trail does not exist', `deploy the data stack of ${target.environment}`)];
    const { logging, startedAt, deliveredAt, deliveryError, logsDeliveryError } = await target.cloud.trailStatus(name);
    const now = target.clock.now();
    const isYoung = startedAt !== undefined && now - startedAt < HOUR;
    return verdict(trail.arn, [
      ...flawUnless(
        logging,
        'the trail is stopped: nothing is recorded',
        `start it (aws cloudtrail start-logging --name ${name}), and find out who stopped it`,
      ),
      ...flawUnless(
        deliveryError === undefined,
        `its files do not arrive in ${trail.bucket}: ${deliveryError}`,
        `check the policies of ${trail.bucket} and of the key ${trail.keyId ?? ''}`,
      ),
      ...flawUnless(
        logsDeliveryError === undefined,
        `its events do not arrive in ${trail.logGroupArn ?? 'a log group'}: ${logsDeliveryError}`,
        "check the trail's role and the log group's key",
      ),
      ...flawUnless(
        !logging || isYoung || (deliveredAt !== undefined && now - deliveredAt < DAY),
        `its last file arrived ${deliveredAt === undefined ? 'never' : timeOf(deliveredAt)}`,
        `check the policies of ${trail.bucket}`,
      ),
    ]);
  },
};
