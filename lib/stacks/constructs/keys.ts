import { Aws, Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** Rotation period of every symmetric customer-managed key (ZT-05). */
export const KEY_ROTATION = Duration.days(90);

/** What makes one key. */
export interface RotatedKeyProps {
  /** What the key encrypts, one sentence. */
  readonly description: string;
  /** For example `alias/data-logs-dev`. */
  readonly alias: string;
  readonly removalPolicy: RemovalPolicy;
}

/** A symmetric customer-managed key that rotates every 90 days (ZT-05). */
export class RotatedKey extends Key {
  constructor(scope: Construct, id: string, props: RotatedKeyProps) {
    super(scope, id, { ...props, enableKeyRotation: true, rotationPeriod: KEY_ROTATION });
  }
}

/**
 * A key that CloudWatch Logs may use for the log groups of its own account and region, and for nobody else's (ZT-06).
 *
 * Without this statement CloudFormation creates the key and then fails on the first log group that names it.
 * Source: CloudWatch Logs user guide, "Encrypt log data using AWS KMS". Its sample has `kms:Describe*`, and nobody says whether
 * the service makes grants: no rehearsal needs either.
 */
export class LogsKey extends RotatedKey {
  constructor(scope: Construct, id: string, props: RotatedKeyProps) {
    super(scope, id, props);
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Enable CloudWatch Logs',
        principals: [new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:CreateGrant',
          'kms:DescribeKey',
        ],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:*`,
          },
        },
      }),
    );
  }
}
