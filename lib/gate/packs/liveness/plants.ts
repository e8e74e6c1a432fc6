import type { Stack } from 'aws-cdk-lib';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';

/** A violation that a pack must find. */
export interface Plant {
  /** The pack's name as the report has it; also the id of the planted resource. */
  readonly pack: string;
  readonly rule: string;
  /** Puts a resource with the pack's name as id into a stack. */
  plant(stack: Stack, id: string): void;
}

/**
 * One violation per pack; a pack that has none here cannot prove that it is awake.
 *
 * Types of resources that every target has, so that the schema check's engine need not be built again.
 */
export const PLANTS: readonly Plant[] = [
  {
    pack: 'AwsSolutions',
    rule: 'AwsSolutions-KMS5',
    plant: (stack, id) => new CfnKey(stack, id, { keyPolicy: POLICY, enableKeyRotation: false }),
  },
  {
    pack: 'HIPAA.Security',
    rule: 'HIPAA.Security-CloudWatchLogGroupEncrypted',
    plant: (stack, id) => new CfnLogGroup(stack, id, { retentionInDays: 90 }),
  },
  {
    pack: 'ZeroTrust',
    rule: 'ZT-05-KeysRotate',
    plant: (stack, id) =>
      new CfnKey(stack, id, { keyPolicy: POLICY, enableKeyRotation: true, rotationPeriodInDays: 365 }),
  },
  {
    pack: 'CloudFormation-Validate',
    rule: 'W3030',
    plant: (stack, id) => new CfnLogGroup(stack, id, { retentionInDays: 91 }),
  },
];

const POLICY = { Version: '2012-10-17', Statement: [] };
