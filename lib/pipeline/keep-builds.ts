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
      new PolicyStatement({ actions: ['kms:GenerateDataKey'], resources: [key.keyArn] }),
    ],
  });
};
