import { trailName } from '../../contract/names';
import { type Check, fail } from '../check';
import { bucketEncryptionOf } from '../facts/buckets';
import { keyFor } from '../facts/keys';
import { roleOfArn } from '../facts/roles';
import { forSource, verdictOfCalls, type WantedCall } from '../facts/services';
import { ownTrail } from '../facts/trails';

/** What CloudTrail does with the key of a trail, whose bucket has an S3 Bucket Key or not. */
const PATHS = {
  withBucketKey: ['trail-encrypts-by-bucket-key', 'trail-decrypts-by-bucket-key', 'trail-describes-key'],
  without: ['trail-encrypts', 'trail-describes-key'],
} as const;

/** The trail's key and the role that writes its events let CloudTrail in, for this trail only (ZT-12). */
export const trailPermissions: Check = {
  id: 'trail-permissions',
  requirement: 'ZT-12',
  proves: "the trail's key and the role that writes its events let CloudTrail in, and nobody for another trail",
  run: async (target) => {
    const name = trailName(target.qualified, target.region);
    const fix = `deploy the data stack of ${target.environment} again`;
    const trail = await ownTrail(target);
    if (!trail) return [fail(name, 'the trail does not exist', fix)];
    const on = forSource(target, trail.arn);
    const [{ key, alias }, encryption] = await Promise.all([
      keyFor(target, 'logs'),
      bucketEncryptionOf(target, trail.bucket),
    ]);
    const role = trail.logRoleArn === undefined ? undefined : await roleOfArn(target, trail.logRoleArn);
    const policies = key ? [await target.keyPolicy(key)] : [];
    const paths = PATHS[encryption?.bucketKey ? 'withBucketKey' : 'without'];
    const uses = (resource: string): readonly WantedCall[] =>
      paths.map((path) => ({ path, policies, resource, on, fix }));
    return [
      ...(key
        ? verdictOfCalls(`${trail.arn}: ${key.arn}`, uses(key.arn))
        : [fail(alias, 'no key has this alias', fix)]),
      ...(role
        ? verdictOfCalls(`${trail.arn}: ${role.arn}`, [
            { path: 'trail-assumes-logs-role', policies: [role.trust], resource: role.arn, on, fix },
          ])
        : [fail(trail.arn, `its role ${trail.logRoleArn ?? ''} does not exist: its events reach no log group`, fix)]),
    ];
  },
};
