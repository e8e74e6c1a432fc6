import type { Check } from '../check';
import { bucketsOf } from '../facts/buckets';
import { bucketRefusals, otherwiseEncrypted, refusedPuts } from '../facts/data-puts';

/** The data bucket's deployed policy refuses every object under another key by an explicit Deny (ZT-08). */
export const bucketRefusesOtherKeys: Check = {
  id: 'bucket-refuses-other-keys',
  requirement: 'ZT-08',
  proves: "the data bucket's policy refuses objects under another key by an explicit Deny",
  run: async (target) => refusedPuts(target, await bucketRefusals(target, bucketsOf(target).data), otherwiseEncrypted),
};
