import { Aws } from 'aws-cdk-lib';
import { type IRole, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { RELEASES_PREFIX } from '../contract/evidence-layout';
import type { EvidenceBucket } from './evidence-bucket';

/** Lets Build add what it leaves behind to the evidence; it can read nothing there, and write nothing twice. */
export const keepBuilds = (scope: Construct, role: IRole, { bucket, key }: EvidenceBucket): void => {
  new ManagedPolicy(scope, 'KeepBuilds', {
    description: 'What the build of a release leaves behind',
    roles: [role],
    statements: [
      new PolicyStatement({
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`${RELEASES_PREFIX}*/build*/*`)],
      }),
      // Decrypt: the bucket has an S3 Bucket Key, and nobody says whether a single put needs it there.
      new PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `s3.${Aws.REGION}.amazonaws.com` } },
      }),
    ],
  });
};
