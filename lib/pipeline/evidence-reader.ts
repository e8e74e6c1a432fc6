import { AccountRootPrincipal, ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { evidenceReaderRoleName } from '../contract/evidence-layout';
import type { EvidenceBucket } from './evidence-bucket';

/** What auditors may read. */
export interface EvidenceReaderProps {
  readonly application: string;
  readonly region: string;
  readonly evidence: EvidenceBucket;
  readonly signingKey: IKey;
}

/**
 * The role of auditors: reads every version of all evidence and asks KMS for the public key; it can write nothing. People use it,
 * and no release does.
 */
export class EvidenceReader extends Construct {
  constructor(scope: Construct, id: string, { application, region, evidence, signingKey }: EvidenceReaderProps) {
    super(scope, id);
    const { bucket, key } = evidence;
    const role = new Role(this, 'Role', {
      roleName: evidenceReaderRoleName(application, region),
      description: `Auditors of ${application}: reads the evidence of all releases`,
      // Who in the tools account may assume it is decided there, by a policy on the person.
      assumedBy: new AccountRootPrincipal(),
    });
    new ManagedPolicy(this, 'Permissions', {
      description: `What auditors of ${application} may read`,
      roles: [role],
      statements: [
        new PolicyStatement({ actions: ['s3:ListBucket', 's3:ListBucketVersions'], resources: [bucket.bucketArn] }),
        new PolicyStatement({
          actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectRetention'],
          resources: [bucket.arnForObjects('*')],
        }),
        new PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn] }),
        new PolicyStatement({ actions: ['kms:GetPublicKey', 'kms:Verify'], resources: [signingKey.keyArn] }),
      ],
    });
  }
}
