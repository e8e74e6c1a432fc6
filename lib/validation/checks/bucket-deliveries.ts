import { callingService, type ServicePath } from '../../policy';
import type { Check, CheckResult } from '../check';
import {
  bucketArn,
  bucketLoggingOf,
  bucketPolicyOf,
  bucketsOf,
  dataBucketsOf,
  everyBucketOf,
  trailArn,
} from '../facts/buckets';
import { outsidersOf } from '../facts/outsiders';
import { forSource, verdictOfCalls } from '../facts/services';
import { verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

/** What a service does with a bucket, with what in it, and on whose behalf. */
interface Delivery {
  readonly bucket: string;
  readonly path: ServicePath;
  readonly what: string;
  readonly source: string;
}

const deliveriesTo = async (target: LiveTarget): Promise<readonly Delivery[]> => {
  const { trail, accessLogs } = bucketsOf(target);
  const logged = [...(await dataBucketsOf(target)), trail];
  const prefixes = await Promise.all(logged.map((bucket) => bucketLoggingOf(target, bucket)));
  const ofTrail = { bucket: trail, source: trailArn(target) };
  return [
    { ...ofTrail, path: 'trail-looks-at-bucket', what: '' },
    { ...ofTrail, path: 'trail-writes-files', what: `/AWSLogs/${target.account}/CloudTrail/file` },
    ...logged.map(
      (bucket, index): Delivery => ({
        bucket: accessLogs,
        path: 'bucket-writes-access-logs',
        what: `/${prefixes[index]?.prefix ?? ''}file`,
        source: bucketArn(target, bucket),
      }),
    ),
  ];
};

const judge = async (target: LiveTarget, delivery: Delivery): Promise<readonly CheckResult[]> => {
  const { bucket, path, what, source } = delivery;
  const policies = [await bucketPolicyOf(target, bucket)];
  const on = forSource(target, source);
  const fix = `deploy the data stack of ${target.environment} again: the statement binds aws:SourceArn`;
  const subject = `${bucket}: ${callingService(path, target.region)} for ${source} (${path})`;
  return verdictOfCalls(subject, [{ path, policies, resource: bucketArn(target, bucket) + what, on, fix }]);
};

const strangersOf = async (target: LiveTarget, bucket: string): Promise<readonly CheckResult[]> => {
  const policy = await bucketPolicyOf(target, bucket);
  const fix = `take the statement away (aws s3api put-bucket-policy --bucket ${bucket})`;
  return verdict(`${bucket}: strangers`, outsidersOf(policy, 'AWS::S3::Bucket', target, fix));
};

/** CloudTrail writes for this trail only, S3 its access logs for these buckets only, and no stranger gets in (ZT-08). */
export const bucketDeliveries: Check = {
  id: 'bucket-deliveries',
  requirement: 'ZT-08',
  proves:
    'CloudTrail delivers for this trail only, S3 delivers access logs of these buckets only, and no policy lets a stranger in',
  run: async (target) => {
    const deliveries = await Promise.all((await deliveriesTo(target)).map((each) => judge(target, each)));
    const strangers = await Promise.all((await everyBucketOf(target)).map((each) => strangersOf(target, each)));
    return [...deliveries.flat(), ...strangers.flat()];
  },
};
