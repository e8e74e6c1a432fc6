import type { Check, CheckResult } from '../check';
import { bucketLifecycleOf, dataBucketsOf } from '../facts/buckets';
import { flawUnless, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

const judge = async (target: LiveTarget, bucket: string): Promise<readonly CheckResult[]> => {
  const rules = await bucketLifecycleOf(target, bucket);
  const tiers = rules.some(
    ({ enabled, filtered, storageClasses }) => enabled && !filtered && storageClasses.includes('INTELLIGENT_TIERING'),
  );
  const because =
    rules.length === 0
      ? 'it has no lifecycle rules'
      : 'no enabled lifecycle rule moves every object to Intelligent-Tiering';
  const fix = `deploy the data stack of ${target.environment} again (aws s3api put-bucket-lifecycle-configuration --bucket ${bucket})`;
  return verdict(bucket, flawUnless(tiers, because, fix));
};

/** All objects of buckets of data move to Intelligent-Tiering (ZT-16). */
export const intelligentTiering: Check = {
  id: 'intelligent-tiering',
  requirement: 'ZT-16',
  proves: 'an enabled lifecycle rule moves every object of a bucket of data to Intelligent-Tiering',
  run: async (target) =>
    (await Promise.all((await dataBucketsOf(target)).map((bucket) => judge(target, bucket)))).flat(),
};
