import type { Check } from '../check';
import { bucketsOf } from '../facts/buckets';
import { bucketRefusals, refusedPuts, unencrypted } from '../facts/data-puts';

/** The data bucket's deployed policy refuses every unencrypted object, whoever brings it, by an explicit Deny (ZT-08). */
export const bucketRefusesUnencrypted: Check = {
  id: 'bucket-refuses-unencrypted',
  requirement: 'ZT-08',
  proves: "the data bucket's policy refuses unencrypted objects by an explicit Deny",
  run: async (target) => refusedPuts(target, await bucketRefusals(target, bucketsOf(target).data), unencrypted),
};
