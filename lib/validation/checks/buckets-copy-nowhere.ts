import type { Check, CheckResult } from '../check';
import { declaredIn } from '../facts/declared';
import { type Owned, ownedResources } from '../facts/owned';
import { orCannotTell, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';

const judge = async (
  target: LiveTarget,
  { physicalId, stackName, logicalId }: Owned,
): Promise<readonly CheckResult[]> => {
  const { cloud } = target;
  const bucket = physicalId;
  const [replicas, notified, inventories, declared] = await Promise.all([
    cloud.bucketReplicas(bucket),
    cloud.bucketNotified(bucket),
    allPages((nextToken) => cloud.bucketInventories(bucket, nextToken)),
    declaredIn(target, stackName),
  ]);
  // Where the template says whom to tell, CloudFormation's drift detection compares it.
  const told = declared.find((each) => each.logicalId === logicalId)?.properties['NotificationConfiguration'];
  return verdict(bucket, [
    ...replicas.map((to) => ({
      because: `its objects are copied to ${to}, which no release said`,
      fix: `stop that (aws s3api delete-bucket-replication --bucket ${bucket}), and see what is already there`,
    })),
    ...(told === undefined ? notified : []).map((to) => ({
      because: `${to} is told of its objects, which no release said`,
      fix: `stop that (aws s3api put-bucket-notification-configuration --bucket ${bucket} --notification-configuration '{}')`,
    })),
    ...inventories.map((to) => ({
      because: `lists of its objects go to ${to}, which no release said`,
      fix: `stop that (aws s3api delete-bucket-inventory-configuration --bucket ${bucket} --id …)`,
    })),
  ]);
};

/** No bucket of the stacks is copied, listed or told of anywhere that no release said (ZT-08). */
export const bucketsCopyNowhere: Check = {
  id: 'buckets-copy-nowhere',
  requirement: 'ZT-08',
  proves: 'no bucket has a replication, an inventory or a notification that no release gave it',
  run: async (target) => {
    const buckets = (await ownedResources(target)).filter(({ type }) => type === 'AWS::S3::Bucket');
    return (await Promise.all(buckets.map((each) => orCannotTell(each.physicalId, () => judge(target, each))))).flat();
  },
};
