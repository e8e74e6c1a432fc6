import { serviceLogGroupName, trailName } from '../../contract/names';
import { records } from '../../effect/recording';
import { DATA_RECORDS, filledIn, ITEM_RECORDS, MANAGEMENT_RECORDS, type RecordedSample } from '../../effect/samples';
import { type Check, fail } from '../check';
import type { EventSelectors, Trail } from '../cloud/audit';
import { tableArn } from '../facts/arns';
import { bucketArn, bucketsOf, dataBucketsOf } from '../facts/buckets';
import { isKey, keyFor } from '../facts/keys';
import { owned } from '../facts/owned';
import { ownTrail, trailsThere } from '../facts/trails';
import { type Flaw, flawUnless, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

const flawsOfManagement = async (
  target: LiveTarget,
  trail: Trail,
  selectors: EventSelectors,
  again: string,
): Promise<readonly Flaw[]> => {
  if (target.managementEvents === 'elsewhere') {
    const others = (await trailsThere(target)).filter(({ arn }) => arn !== trail.arn);
    return flawUnless(
      others.some(({ multiRegion }) => multiRegion),
      `no other trail of all regions records the management events of account ${target.account}`,
      `make one, or say managementEvents: 'here' for ${target.environment} in delivery.config.ts`,
    );
  }
  return [
    ...flawUnless(trail.multiRegion, 'it records one region only', again),
    ...flawUnless(trail.globalEvents, 'it does not record global services such as IAM', again),
    ...MANAGEMENT_RECORDS.filter(({ fields }) => !records({ ...selectors }, fields)).map(({ what }) => ({
      because: `no event selector records all ${what}`,
      fix: again,
    })),
  ];
};

/** Things of which something is not recorded that must be, by the samples that the gate asks of templates, too. */
const unrecorded = (
  things: readonly string[],
  arnOf: (name: string) => string,
  samples: readonly RecordedSample[],
  selectors: EventSelectors,
  { account, region }: LiveTarget,
): readonly string[] =>
  things.filter((name) =>
    samples
      .map((sample) => filledIn(sample, { account, region, arn: arnOf(name) }))
      .some(({ fields }) => !records({ ...selectors }, fields)),
  );

/**
 * The trail records every read and write of data, in validated and encrypted files, and management events: where the
 * configuration says that another trail does, there is one (ZT-12).
 */
export const trailRecords: Check = {
  id: 'trail-records',
  requirement: 'ZT-12',
  proves:
    'the trail records data events of buckets and tables of data, in validated, encrypted files, and management events, unless another trail is said to and is there',
  run: async (target) => {
    const name = trailName(target.qualified, target.region);
    const again = `deploy the data stack of ${target.environment} again (aws cloudtrail update-trail)`;
    const trail = await ownTrail(target);
    if (!trail) return [fail(name, 'the trail does not exist', again)];
    const [selectors, logsKey] = await Promise.all([target.cloud.eventSelectors(name), keyFor(target, 'logs')]);
    const { trail: bucket } = bucketsOf(target);
    const [buckets, tables] = await Promise.all([dataBucketsOf(target), owned(target, 'AWS::DynamoDB::Table')]);
    const group = target.logGroupArn(serviceLogGroupName(target.qualified, 'trail'));
    return verdict(trail.arn, [
      ...flawUnless(trail.validated, 'its files are not validated: nobody can tell whether one was changed', again),
      ...(await flawsOfManagement(target, trail, selectors, again)),
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
      ...[
        ...unrecorded(buckets, (name) => bucketArn(target, name), DATA_RECORDS, selectors, target),
        ...unrecorded(tables, (name) => tableArn(target, name), ITEM_RECORDS, selectors, target),
      ].map((name) => ({
        because: `no event selector records every read and write of ${name}`,
        fix: again,
      })),
    ]);
  },
};
