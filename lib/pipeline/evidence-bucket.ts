import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption, type IBucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { EvidenceRetention } from '../config/evidence-retention';
import {
  CHAIN_PREFIX,
  evidenceBucketName,
  KEYS_PREFIX,
  RELEASES_PREFIX,
  REVALIDATIONS_PREFIX,
} from '../contract/evidence-layout';
import { ABORT_UPLOADS, GUARDED_BUCKET } from '../stacks/constructs/bucket-settings';
import { RotatedKey } from '../stacks/constructs/keys';

/** What makes an evidence store. */
export interface EvidenceStoreProps {
  readonly application: string;
  readonly account: string;
  readonly region: string;
  /** Takes the bucket's server access logs. */
  readonly accessLogs: IBucket;
  /** How long what lies there is locked. */
  readonly retention: EvidenceRetention;
}

const lockFor = ({ mode, days }: EvidenceRetention): ObjectLockRetention =>
  mode === 'GOVERNANCE'
    ? ObjectLockRetention.governance(Duration.days(days))
    : ObjectLockRetention.compliance(Duration.days(days));

/**
 * Where every release leaves what it has proved, in the tools account: a bucket with its own key (ZT-05, ZT-08), in which
 * objects can be locked and what a release has written is written once.
 *
 * The layout is in lib/contract/evidence-layout.ts.
 */
export class EvidenceBucket extends Construct {
  readonly bucket: Bucket;
  readonly key: Key;
  /** The bucket's name as text, for places that take no reference. */
  readonly name: string;

  constructor(
    scope: Construct,
    id: string,
    { application, account, region, accessLogs, retention }: EvidenceStoreProps,
  ) {
    super(scope, id);
    const removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    this.key = new RotatedKey(this, 'Key', {
      alias: `alias/${application}-evidence`,
      description: `Evidence of the releases of ${application}`,
      removalPolicy,
    });
    this.name = evidenceBucketName(application, account, region);
    this.bucket = new Bucket(this, 'Bucket', {
      ...GUARDED_BUCKET,
      removalPolicy,
      bucketName: this.name,
      encryption: BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      objectLockDefaultRetention: lockFor(retention),
      lifecycleRules: [ABORT_UPLOADS],
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'evidence/',
    });
    this.writeOnce();
    this.refuseOtherEncryption();
    this.bucket.policy?.applyRemovalPolicy(removalPolicy);
  }

  /** Nobody may write over what a release has left, or over the chain: writers must ask for a key that is free. */
  private writeOnce(): void {
    this.refusePut('WriteOnce', [RELEASES_PREFIX, CHAIN_PREFIX, KEYS_PREFIX, REVALIDATIONS_PREFIX], {
      Null: { 's3:if-none-match': 'true' },
      // The parts of a multipart upload know no such header; its completion does.
      Bool: { 's3:ObjectCreationOperation': 'true' },
    });
  }

  /**
   * The bucket's default encrypts; whoever names another encryption or another key is refused. S3 takes the key that AWS
   * manages where `aws:kms` and no key is named, and a key of the writer's own where he brings one.
   * Source: Amazon S3 user guide, "Specifying server-side encryption with AWS KMS"; API reference, CreateMultipartUpload.
   */
  private refuseOtherEncryption(): void {
    const algorithm = 's3:x-amz-server-side-encryption';
    const key = 's3:x-amz-server-side-encryption-aws-kms-key-id';
    const only = (sid: string, header: string, value: string) =>
      // Not `IfExists`, which holds for a request without the header.
      this.refusePut(sid, [''], { Null: { [header]: 'false' }, StringNotEquals: { [header]: value } });
    only('RefuseAnotherEncryption', algorithm, 'aws:kms');
    only('RefuseAnotherKey', key, this.key.keyArn);
    this.refusePut('RefuseTheKeyOfS3', [''], { Null: { [algorithm]: 'false', [key]: 'true' } });
    this.refusePut('RefuseKeysOfWriters', [''], { Null: { [`${algorithm}-customer-algorithm`]: 'false' } });
  }

  private refusePut(
    sid: string,
    prefixes: readonly string[],
    conditions: Record<string, Record<string, string>>,
  ): void {
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:PutObject'],
        resources: prefixes.map((prefix) => this.bucket.arnForObjects(`${prefix}*`)),
        conditions,
      }),
    );
  }
}
