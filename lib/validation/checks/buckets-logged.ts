import type { Check } from '../check';
import { bucketLoggingOf, bucketsOf, dataBucketsOf } from '../facts/buckets';
import { flawUnless, verdict } from '../facts/verdict';

/** Who asks for what in the data and trail buckets is logged to the access-log bucket (ZT-08). */
export const bucketsLogged: Check = {
  id: 'buckets-logged',
  requirement: 'ZT-08',
  proves: 'requests to buckets of data and to the trail bucket are logged to the access-log bucket',
  run: async (target) => {
    const { trail, accessLogs } = bucketsOf(target);
    const answers = [...(await dataBucketsOf(target)), trail].map(async (bucket) => {
      const to = await bucketLoggingOf(target, bucket);
      return verdict(
        bucket,
        flawUnless(
          to?.bucket === accessLogs,
          to ? `its access logs go to ${to.bucket}, not to ${accessLogs}` : 'its access logs are off',
          `switch them on (aws s3api put-bucket-logging --bucket ${bucket})`,
        ),
      );
    });
    return (await Promise.all(answers)).flat();
  },
};
