import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { artifactAccessLogBucketName, artifactBucketName } from '../contract/names';
import { forgetAfter, GUARDED_BUCKET } from '../stacks/constructs/bucket-settings';
import { RotatedKey } from '../stacks/constructs/keys';
import { nameRolesElsewhereByCondition } from './roles-elsewhere';

/** What names an artifact store. */
export interface ArtifactStoreProps {
  readonly application: string;
  readonly account: string;
  readonly region: string;
  /** Days that access logs are kept: as long as the record that they belong to. */
  readonly accessLogDays: number;
}

/** CodePipeline forgets an execution after twelve months; nothing asks for its artifacts afterwards. */
const ARTIFACT_DAYS = 365;

const kept = { ...GUARDED_BUCKET, removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE };

/**
 * Where the pipeline keeps its artifacts in one region: a bucket of ours with a key that rotates every 90 days (ZT-05).
 *
 * The pipeline's own bucket would get a key with a rotation period nobody can choose.
 */
export class ArtifactBucket extends Construct {
  readonly bucket: Bucket;
  /** Takes the access logs of this bucket, and of others of the tools account in this region. */
  readonly accessLogs: Bucket;

  constructor(scope: Construct, id: string, props: ArtifactStoreProps) {
    super(scope, id);
    const key = new RotatedKey(this, 'Key', {
      alias: `alias/${props.application}-artifacts`,
      description: `Pipeline artifacts of ${props.application}`,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.accessLogs = new Bucket(this, 'AccessLogs', {
      ...kept,
      bucketName: artifactAccessLogBucketName(props.application, props.account, props.region),
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: forgetAfter('AccessLogs', props.accessLogDays),
    });
    this.bucket = new Bucket(this, 'Artifacts', {
      ...kept,
      bucketName: artifactBucketName(props.application, props.account, props.region),
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      lifecycleRules: forgetAfter('Artifacts', ARTIFACT_DAYS),
      serverAccessLogsBucket: this.accessLogs,
      serverAccessLogsPrefix: 'artifacts/',
    });
    // The CDK lets deployment roles of other accounts look at bucket and key, as CodePipeline's guide does; a rehearsal reads objects only.
    nameRolesElsewhereByCondition(this);
  }
}

/** The artifact store of a region other than the pipeline's own; CodePipeline copies there what it deploys there. */
export class ReplicationStack extends Stack {
  readonly bucket: IBucket;

  constructor(scope: Construct, id: string, props: ArtifactStoreProps & StackProps) {
    super(scope, id, props);
    this.bucket = new ArtifactBucket(this, 'Store', props).bucket;
  }
}
