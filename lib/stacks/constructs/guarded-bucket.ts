import { BlockPublicAccess, type Bucket, type BucketProps, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { type DataRetention, removalPolicyFor } from './retention';

/** What every bucket has: versions, no public access, TLS 1.2 or newer, its owner's objects only (ZT-08). */
export const GUARDED_BUCKET = {
  versioned: true,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
} satisfies BucketProps;

/** A kept bucket keeps its policy: without it, whoever may write could write unencrypted (ZT-08, ZT-15). */
export const keepPolicyWith = (bucket: Bucket, data: DataRetention): void => {
  bucket.policy?.applyRemovalPolicy(removalPolicyFor(data));
};
