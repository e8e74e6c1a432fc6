import type { Check } from '../check';
import { bucketLifecycleOf, bucketsOf } from '../facts/buckets';
import { flawUnless, verdict } from '../facts/verdict';

/** All objects of the data bucket move to Intelligent-Tiering (ZT-16). */
export const intelligentTiering: Check = {
  id: 'intelligent-tiering',
  requirement: 'ZT-16',
  proves: 'an enabled lifecycle rule moves every object of the data bucket to Intelligent-Tiering',
  run: async (target) => {
    const { data } = bucketsOf(target);
    const rules = await bucketLifecycleOf(target, data);
    const tiers = rules.some(
      ({ enabled, filtered, storageClasses }) => enabled && !filtered && storageClasses.includes('INTELLIGENT_TIERING'),
    );
    const because =
      rules.length === 0
        ? 'it has no lifecycle rules'
        : 'no enabled lifecycle rule moves every object to Intelligent-Tiering';
    const fix = `deploy the data stack of ${target.environment} again (aws s3api put-bucket-lifecycle-configuration --bucket ${data})`;
    return verdict(data, flawUnless(tiers, because, fix));
  },
};
