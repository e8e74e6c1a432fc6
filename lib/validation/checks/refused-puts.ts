import type { Check, CheckResult } from '../check';
import { dataBucketsOf } from '../facts/buckets';
import {
  bucketRefusals,
  otherwiseEncrypted,
  refusedPuts,
  roleRefusals,
  unencrypted,
  workloadRole,
} from '../facts/data-puts';
import type { LiveTarget } from '../live-target';

type Answers = Promise<readonly CheckResult[]>;

const byBucket = async (target: LiveTarget, headers: typeof unencrypted): Answers => {
  const answers = (await dataBucketsOf(target)).map(async (bucket) =>
    refusedPuts(target, await bucketRefusals(target, bucket), headers, undefined, bucket),
  );
  return (await Promise.all(answers)).flat();
};

const byRole = async (target: LiveTarget, headers: typeof unencrypted): Answers => {
  const role = await workloadRole(target);
  return 'status' in role ? [role] : refusedPuts(target, roleRefusals(target, role), headers, role.arn);
};

/** The data bucket's deployed policy refuses every unencrypted object, whoever brings it, by an explicit Deny (ZT-08). */
export const bucketRefusesUnencrypted: Check = {
  id: 'bucket-refuses-unencrypted',
  requirement: 'ZT-08',
  proves: "the data bucket's policy refuses unencrypted objects by an explicit Deny",
  run: (target) => byBucket(target, unencrypted),
};

/** The data bucket's deployed policy refuses every object under another key by an explicit Deny (ZT-08). */
export const bucketRefusesOtherKeys: Check = {
  id: 'bucket-refuses-other-keys',
  requirement: 'ZT-08',
  proves: "the data bucket's policy refuses objects under another key by an explicit Deny",
  run: (target) => byBucket(target, otherwiseEncrypted),
};

/** The workload role's deployed policies refuse it every unencrypted put by an explicit Deny (ZT-09). */
export const roleRefusedUnencrypted: Check = {
  id: 'role-refused-unencrypted',
  requirement: 'ZT-09',
  proves: 'the workload role is refused unencrypted puts by an explicit Deny of its own',
  run: (target) => byRole(target, unencrypted),
};

/** The workload role's deployed policies refuse it puts under another key by an explicit Deny (ZT-09). */
export const roleRefusedOtherKeys: Check = {
  id: 'role-refused-other-keys',
  requirement: 'ZT-09',
  proves: 'the workload role is refused puts under another key by an explicit Deny of its own',
  run: (target) => byRole(target, otherwiseEncrypted),
};
