import { listAt, objectAt } from '../../ground/json';
import type { Resource, Target } from './target';

/** What a bucket is for, told by who uses it. */
export type Purpose = 'access logs' | 'trail' | 'data';

/** A bucket that another one logs to, or a trail writes to, or else one that holds data. */
export const purposeOf = (bucket: Resource, target: Target): Purpose => {
  const isLoggedTo = target
    .of('AWS::S3::Bucket')
    .some(
      ({ properties }) =>
        target.find(objectAt(properties['LoggingConfiguration'])['DestinationBucketName'], 'AWS::S3::Bucket') ===
        bucket,
    );
  if (isLoggedTo) return 'access logs';
  const trails = target.of('AWS::CloudTrail::Trail');
  const isTrails = trails.some(
    ({ properties }) => target.find(properties['S3BucketName'], 'AWS::S3::Bucket') === bucket,
  );
  return isTrails ? 'trail' : 'data';
};

/** Buckets that hold data. */
export const dataBuckets = (target: Target): readonly Resource[] =>
  target.of('AWS::S3::Bucket').filter((bucket) => purposeOf(bucket, target) === 'data');

/** The default encryption of a bucket. */
export const encryptionOf = (
  bucket: Resource,
): { readonly algorithm: unknown; readonly key: unknown; readonly bucketKey: unknown; readonly several: boolean } => {
  const [rule, ...others] = listAt(
    objectAt(bucket.properties['BucketEncryption'])['ServerSideEncryptionConfiguration'],
  );
  const { SSEAlgorithm: algorithm, KMSMasterKeyID: key } = objectAt(objectAt(rule)['ServerSideEncryptionByDefault']);
  return { algorithm, key, bucketKey: objectAt(rule)['BucketKeyEnabled'], several: others.length > 0 };
};
