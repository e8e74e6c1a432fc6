import { type Check, type CheckResult, fail } from '../check';
import { everyBucketOf } from '../facts/buckets';
import { owned } from '../facts/owned';
import { flawUnless, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

const judge = async ({ cloud }: LiveTarget, bucket: string): Promise<readonly CheckResult[]> => {
  const [versioning, block, ownership] = await Promise.all([
    cloud.bucketVersioning(bucket),
    cloud.bucketPublicAccess(bucket),
    cloud.bucketOwnership(bucket),
  ]);
  const isBlocked = block?.blockAcls && block.blockPolicy && block.ignoreAcls && block.restrict;
  return verdict(bucket, [
    ...flawUnless(
      versioning === 'Enabled',
      `its versioning is ${versioning ?? 'off'}`,
      `enable it (aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled)`,
    ),
    ...flawUnless(
      isBlocked === true,
      `Block Public Access is ${block ? 'not wholly on' : 'off'}`,
      `switch all four parts on (aws s3api put-public-access-block --bucket ${bucket})`,
    ),
    ...flawUnless(
      ownership === 'BucketOwnerEnforced',
      `its object ownership is ${ownership ?? 'not set'}, so ACLs count`,
      `enforce the owner (aws s3api put-bucket-ownership-controls --bucket ${bucket})`,
    ),
  ]);
};

/** Every bucket keeps versions, is private and belongs to its owner, whatever ACLs say; there is no other (ZT-08). */
export const bucketsGuarded: Check = {
  id: 'buckets-guarded',
  requirement: 'ZT-08',
  proves:
    'every bucket keeps versions, blocks public access and enforces its owner, and the stacks own no other bucket',
  run: async (target) => {
    const known = await everyBucketOf(target);
    const others = (await owned(target, 'AWS::S3::Bucket')).filter((bucket) => !known.includes(bucket));
    const answers = await Promise.all(known.map((bucket) => judge(target, bucket)));
    return [
      ...answers.flat(),
      ...others.map((bucket) =>
        fail(
          bucket,
          'the stacks own a bucket that nothing here vouches for',
          'say in lib/contract/names.ts what it is for',
        ),
      ),
    ];
  },
};
