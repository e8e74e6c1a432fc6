/** Default encryption of a bucket. */
export interface BucketEncryption {
  readonly algorithm: string;
  readonly keyId?: string;
  readonly bucketKey: boolean;
}

/** The four switches of Block Public Access. */
export interface PublicAccessBlock {
  readonly blockAcls: boolean;
  readonly ignoreAcls: boolean;
  readonly blockPolicy: boolean;
  readonly restrict: boolean;
}

/** Where a bucket's access logs go. */
export interface BucketLogging {
  readonly bucket: string;
  readonly prefix: string;
}

/** A lifecycle rule; `filtered` ones do not cover every object. */
export interface LifecycleRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly filtered: boolean;
  readonly storageClasses: readonly string[];
}

/** What a validation asks of S3; undefined means that the bucket has no such setting. */
export interface StorageCloud {
  bucketEncryption(bucket: string): Promise<BucketEncryption | undefined>;
  /** `Enabled`, `Suspended`, or undefined when it never was. */
  bucketVersioning(bucket: string): Promise<string | undefined>;
  bucketPublicAccess(bucket: string): Promise<PublicAccessBlock | undefined>;
  bucketOwnership(bucket: string): Promise<string | undefined>;
  bucketLogging(bucket: string): Promise<BucketLogging | undefined>;
  /** The policy as JSON text. */
  bucketPolicy(bucket: string): Promise<string | undefined>;
  bucketLifecycle(bucket: string): Promise<readonly LifecycleRule[] | undefined>;
}
