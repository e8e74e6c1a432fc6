import { Duration } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  type Bucket,
  type BucketProps,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { type DataRetention, removalPolicyFor } from './retention';

/** What every bucket has: versions, no public access, TLS 1.2 or newer, its owner's objects only (ZT-08). */
export const GUARDED_BUCKET = {
  versioned: true,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
} satisfies BucketProps;

/** Parts of an upload that nobody has ended cost like objects, and no listing of objects shows them. */
export const ABORT_UPLOADS: LifecycleRule = {
  id: 'IncompleteUploads',
  abortIncompleteMultipartUploadAfter: Duration.days(7),
};

/**
 * Objects go after so many days, and their versions go, too: in a bucket with versions an expiry only hides an object. A
 * version stays as long as its object would have: whoever deletes a record must not shorten its life.
 */
export const forgetAfter = (id: string, days: number): LifecycleRule[] => [
  { id, expiration: Duration.days(days), noncurrentVersionExpiration: Duration.days(days) },
  ABORT_UPLOADS,
];

/** A kept bucket keeps its policy: without it, whoever may write could write unencrypted (ZT-08, ZT-15). */
export const keepPolicyWith = (bucket: Bucket, data: DataRetention): void => {
  bucket.policy?.applyRemovalPolicy(removalPolicyFor(data));
};
