const CLOUDFORMATION = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html';
const CODEPIPELINE = 'https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html';
const IAM = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html';

/** How much of something AWS takes, and who says so. */
export interface Quota {
  readonly most: number;
  readonly unit: string;
  readonly source: string;
}

const quota = (most: number, unit: string, source: string): Quota => ({ most, unit, source });

/** Quotas that nobody raises for an account, or that a new account has. */
export const QUOTAS = {
  /** The page says 1 MB; the CDK and public reports take it to be this. */
  template: quota(1_000_000, 'bytes', CLOUDFORMATION),
  resources: quota(500, 'resources', CLOUDFORMATION),
  outputs: quota(200, 'outputs', CLOUDFORMATION),
  parameters: quota(200, 'parameters', CLOUDFORMATION),
  stages: quota(50, 'stages', CODEPIPELINE),
  /** Older copies of the page say 50 and 500; https://github.com/awslabs/aws-deployment-framework/issues/792 tells of the change. */
  actionsOfStage: quota(100, 'actions', CODEPIPELINE),
  actions: quota(1000, 'actions', CODEPIPELINE),
  configuration: quota(
    1000,
    'characters',
    'https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionDeclaration.html',
  ),
  inlinePolicies: quota(10_240, 'characters', IAM),
  managedPolicy: quota(6144, 'characters', IAM),
  attachedPolicies: quota(10, 'managed policies', IAM),
  trust: quota(2048, 'characters', IAM),
  keyPolicy: quota(32_768, 'bytes', 'https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html'),
  bucketPolicy: quota(20_480, 'bytes', 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html'),
} as const satisfies Readonly<Record<string, Quota>>;
