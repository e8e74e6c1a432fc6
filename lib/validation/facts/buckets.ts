import { accessLogBucketName, addedBucketName, dataBucketName, trailBucketName, trailName } from '../../contract/names';
import type { PolicyDocument } from '../../policy';
import type { BucketEncryption, BucketLogging, LifecycleRule } from '../cloud/storage';
import type { LiveTarget } from '../live-target';
import { owned } from './owned';

/** The environment's buckets by what they are for. */
export interface Buckets {
  readonly data: string;
  readonly trail: string;
  readonly accessLogs: string;
}

/** Names of the environment's buckets (ZT-15). */
export const bucketsOf = ({ qualified, account, region }: LiveTarget): Buckets => ({
  data: dataBucketName(qualified, account, region),
  trail: trailBucketName(qualified, account, region),
  accessLogs: accessLogBucketName(qualified, account, region),
});

/** Buckets that hold data: the workload's own, and those of the stacks that a developer has added under the environment's name. */
export const dataBucketsOf = async (target: LiveTarget): Promise<readonly string[]> => {
  const { qualified, account, region } = target;
  const known = bucketsOf(target);
  const [before = '', after = ''] = addedBucketName(qualified, '*', account, region).split('*');
  const isAdded = (name: string) =>
    name.startsWith(before) && name.endsWith(after) && name.length > (before + after).length;
  const added = (await owned(target, 'AWS::S3::Bucket')).filter(isAdded);
  return [known.data, ...added.filter((name) => !Object.values(known).includes(name))];
};

/** Every bucket of the environment. */
export const everyBucketOf = async (target: LiveTarget): Promise<readonly string[]> => {
  const { data, ...others } = bucketsOf(target);
  return [...(await dataBucketsOf(target)), ...Object.values(others)];
};

/** ARN of a bucket. */
export const bucketArn = ({ partition }: LiveTarget, bucket: string): string => `arn:${partition}:s3:::${bucket}`;

/** ARN of the environment's trail. */
export const trailArn = ({ qualified, account, region, partition }: LiveTarget): string =>
  `arn:${partition}:cloudtrail:${region}:${account}:trail/${trailName(qualified, region)}`;

/** A bucket without a policy refuses nobody whom IAM lets in. */
const NO_POLICY: PolicyDocument = { Version: '2012-10-17', Statement: [] };

/** The policy of a bucket as it is deployed. */
export const bucketPolicyOf = (target: LiveTarget, bucket: string): Promise<PolicyDocument> =>
  target.once(`policy of ${bucket}`, async () => {
    const text = await target.cloud.bucketPolicy(bucket);
    return text === undefined ? NO_POLICY : JSON.parse(text);
  });

/** A bucket's default encryption. */
export const bucketEncryptionOf = (target: LiveTarget, bucket: string): Promise<BucketEncryption | undefined> =>
  target.once(`encryption of ${bucket}`, () => target.cloud.bucketEncryption(bucket));

/** Where a bucket's access logs go. */
export const bucketLoggingOf = (target: LiveTarget, bucket: string): Promise<BucketLogging | undefined> =>
  target.once(`logging of ${bucket}`, () => target.cloud.bucketLogging(bucket));

/** A bucket's lifecycle rules; none where it has no such configuration. */
export const bucketLifecycleOf = (target: LiveTarget, bucket: string): Promise<readonly LifecycleRule[]> =>
  target.once(`lifecycle of ${bucket}`, async () => (await target.cloud.bucketLifecycle(bucket)) ?? []);
