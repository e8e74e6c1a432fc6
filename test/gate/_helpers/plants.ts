import { Stack } from 'aws-cdk-lib';
import { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** Where planted stacks go. */
export const PLACE = { account: '222222222222', region: 'us-east-1' } as const;

/** What ZT-14 wants to see. */
export const TAGS: Readonly<Record<string, string>> = {
  Application: 'planted',
  Environment: 'test',
  Owner: 'nobody',
  CostCenter: 'none',
  DataClassification: 'PHI',
  Compliance: 'HIPAA',
  ManagedBy: 'test',
};

/** A resource that no pack has anything against: it allows nothing, and nobody has it. */
export const denial = (scope: Construct, id = 'Denial'): CfnManagedPolicy =>
  new CfnManagedPolicy(scope, id, {
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: 's3:DeleteBucket', Resource: 'arn:aws:s3:::planted' }],
    },
  });

/** A stack with nothing but that. */
export const harmless = (scope: Construct, id = 'Harmless'): Stack => {
  const stack = new Stack(scope, id, { env: PLACE });
  denial(stack);
  return stack;
};

/** A security group that lets everybody in by SSH; `FOUND_OPEN` is what the packs have against it. */
export const openGroup = (scope: Construct): CfnSecurityGroup =>
  new CfnSecurityGroup(scope, 'Open', {
    groupDescription: 'lets everybody in',
    vpcId: 'vpc-1',
    securityGroupIngress: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: '0.0.0.0/0', description: 'SSH' }],
  });

/** One finding of each of nag's packs. */
export const FOUND_OPEN = ['AwsSolutions-EC23', 'HIPAA.Security-EC2RestrictedSSH'] as const;

/** A log group whose key does not let CloudWatch Logs in: the failure that this gate exists for. */
export const lockedLogGroup = (scope: Construct): CfnLogGroup =>
  new CfnLogGroup(scope, 'Locked', {
    logGroupName: '/data/planted',
    retentionInDays: 90,
    kmsKeyId: new Key(scope, 'Key', { enableKeyRotation: true }).keyArn,
  });

/** What the zero-trust pack has against it. */
export const FOUND_LOCKED = 'ZT-06-LogsKeyLetsCloudWatchLogsIn';

/** A policy that may read every bucket there is. */
export const widePolicy = (scope: Construct): CfnManagedPolicy =>
  new CfnManagedPolicy(scope, 'Wide', {
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }],
    },
  });
