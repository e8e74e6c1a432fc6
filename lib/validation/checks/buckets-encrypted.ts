import type { Check } from '../check';
import { bucketEncryptionOf, bucketsOf, dataBucketsOf } from '../facts/buckets';
import { isKey, keyFor } from '../facts/keys';
import { type Flaw, verdict } from '../facts/verdict';

const FIX = 'set its default encryption (aws s3api put-bucket-encryption), or deploy its stack again';

/** Every bucket encrypts by default with the key it is for; S3 delivers access logs to SSE-S3 only (ZT-08). */
export const bucketsEncrypted: Check = {
  id: 'buckets-encrypted',
  requirement: 'ZT-08',
  proves:
    'buckets of data encrypt with the data key, the trail bucket with the logs key, the access-log bucket with SSE-S3',
  run: async (target) => {
    const { trail, accessLogs } = bucketsOf(target);
    const holding = await dataBucketsOf(target);
    const [dataKey, logsKey] = await Promise.all([keyFor(target, 'data'), keyFor(target, 'logs')]);
    const wanted = [
      ...holding.map((bucket) => ({ bucket, key: dataKey })),
      { bucket: trail, key: logsKey },
      { bucket: accessLogs, key: undefined },
    ];
    const answers = wanted.map(async ({ bucket, key }) => {
      const { algorithm = 'none', keyId, bucketKey } = (await bucketEncryptionOf(target, bucket)) ?? {};
      const flaws: Flaw[] = [];
      const flaw = (because: string) => flaws.push({ because, fix: FIX });
      if (key === undefined) {
        if (algorithm !== 'AES256') flaw(`its default encryption is ${algorithm}, to which S3 delivers no access logs`);
        return verdict(bucket, flaws);
      }
      if (algorithm !== 'aws:kms') flaw(`its default encryption is ${algorithm}, not aws:kms`);
      else if (!isKey(keyId, key)) {
        flaw(`it encrypts with ${keyId ?? 'the default key of S3'}, not with ${key.key?.arn ?? key.alias}`);
      }
      if (algorithm === 'aws:kms' && bucketKey !== true) flaw('it uses no bucket key');
      return verdict(bucket, flaws);
    });
    return (await Promise.all(answers)).flat();
  },
};
