import { Stack, type StackProps } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { ArtifactBucket, type ArtifactStoreProps } from './artifact-bucket';

/** The artifact store of a region other than the pipeline's own; CodePipeline copies there what it deploys there. */
export class ReplicationStack extends Stack {
  readonly bucket: IBucket;

  constructor(scope: Construct, id: string, props: ArtifactStoreProps & StackProps) {
    super(scope, id, props);
    this.bucket = new ArtifactBucket(this, 'Store', props).bucket;
  }
}
