import { serviceLogGroupName, trailName } from '../../contract/names';
import { type Check, fail } from '../check';
import { bucketArn, bucketsOf } from '../facts/buckets';
import { isKey, keyFor } from '../facts/keys';
import { flawUnless, verdict } from '../facts/verdict';

/** The trail records management events and every read and write of data, in validated and encrypted files (ZT-12). */
export const trailRecords: Check = {
  id: 'trail-records',
  requirement: 'ZT-12',
  proves: 'the trail records management events and data events of the data bucket, in validated, encrypted files',
  run: async (target) => {
    const name = trailName(target.qualified, target.region);
    const again = `deploy the data stack of ${target.environment} again (aws cloudtrail update-trail)`;
    const trail = await target.once('trail', () => target.cloud.trail(name));
    if (!trail) return [fail(name, 'the trail does not exist', again)];
    const [selectors, logsKey] = await Promise.all([target.cloud.eventSelectors(name), keyFor(target, 'logs')]);
    const { data, trail: bucket } = bucketsOf(target);
    const objects = selectors.filter(({ kind }) => kind === 'All').flatMap((each) => each.objects);
    const wanted = [`${bucketArn(target, data)}/`, `arn:${target.partition}:s3`];
    const group = target.logGroupArn(serviceLogGroupName(target.qualified, 'trail'));
    return verdict(trail.arn, [
      ...flawUnless(trail.validated, 'its files are not validated: nobody can tell whether one was changed', again),
      ...flawUnless(trail.multiRegion, 'it records one region only', again),
      ...flawUnless(trail.globalEvents, 'it does not record global services such as IAM', again),
      ...flawUnless(
        isKey(trail.keyId, logsKey),
        `its files are encrypted with ${trail.keyId ?? 'no key of ours'}, not with ${logsKey.key?.arn ?? logsKey.alias}`,
        again,
      ),
      ...flawUnless(trail.bucket === bucket, `its files go to ${trail.bucket}, not to ${bucket}`, again),
      ...flawUnless(
        trail.logGroupArn?.replace(/:\*$/, '') === group,
        `its events go to ${trail.logGroupArn ?? 'no log group'}, not to ${group}`,
        again,
      ),
      ...flawUnless(
        selectors.some(({ kind, management }) => kind === 'All' && management),
        'no event selector records all management events',
        again,
      ),
      ...flawUnless(
        objects.some((prefix) => wanted.includes(prefix)),
        `no event selector records every read and write of ${data}`,
        again,
      ),
    ]);
  },
};
