import { type Check, type CheckResult, cannotTell, fail } from '../check';
import type { LifecycleRule } from '../cloud/storage';
import { bucketLifecycleOf } from '../facts/buckets';
import { declaredLifecycle } from '../facts/declared-lifecycle';
import { type Owned, ownedResources } from '../facts/owned';
import { flawUnless, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

const effectsOf = (rules: readonly LifecycleRule[]): readonly string[] =>
  rules
    .filter(({ enabled }) => enabled)
    .flatMap(({ effects, filtered }) => effects.map((each) => (filtered ? `${each}, of some objects` : each)));

const judge = async (target: LiveTarget, bucket: Owned): Promise<readonly CheckResult[]> => {
  const name = bucket.physicalId;
  const [live, declared] = await Promise.all([bucketLifecycleOf(target, name), declaredLifecycle(target, bucket)]);
  if (declared === undefined)
    return [cannotTell(name, `the template of ${bucket.stackName} has no ${bucket.logicalId}`)];
  const fix = `deploy ${bucket.stackName} again (aws s3api put-bucket-lifecycle-configuration --bucket ${name}), and find out who changed it`;
  const [is, wanted] = [effectsOf(live), effectsOf(declared)];
  return verdict(name, [
    ...flawUnless(wanted.length > 0, 'its template declares no lifecycle: what it has outlived stays for ever', fix),
    ...wanted
      .filter((each) => !is.includes(each))
      .flatMap((each) => flawUnless(false, `it is not so that ${each}`, fix)),
    ...is
      .filter((each) => !wanted.includes(each))
      .flatMap((each) => flawUnless(false, `${each}, which its template does not say`, fix)),
  ]);
};

/** Buckets keep and forget what their templates declare: neither longer nor shorter (ZT-15). */
export const bucketsForget: Check = {
  id: 'buckets-forget',
  requirement: 'ZT-15',
  proves: 'every bucket expires objects, old versions and incomplete uploads as its deployed template declares',
  run: async (target) => {
    const buckets = (await ownedResources(target)).filter(({ type }) => type === 'AWS::S3::Bucket');
    if (buckets.length === 0)
      return [fail(target.environment, 'its stacks own no bucket: nothing was checked', 'deploy it')];
    return (await Promise.all(buckets.map((bucket) => judge(target, bucket)))).flat();
  },
};
