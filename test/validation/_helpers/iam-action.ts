import type { ApiCall } from '../../../lib/validation/calls/clients';

/** Prefix of a service's actions in IAM, by the SDK's name of the service. */
const PREFIXES: Readonly<Record<string, string>> = {
  CloudFormation: 'cloudformation',
  CloudTrail: 'cloudtrail',
  CloudWatch: 'cloudwatch',
  CloudWatchLogs: 'logs',
  DynamoDB: 'dynamodb',
  EC2: 'ec2',
  EventBridge: 'events',
  IAM: 'iam',
  KMS: 'kms',
  Lambda: 'lambda',
  ResourceGroupsTaggingAPI: 'tag',
  S3: 's3',
  SecretsManager: 'secretsmanager',
  SNS: 'sns',
  SQS: 'sqs',
  STS: 'sts',
};

/**
 * Operations whose action is called differently, as the "Service Authorization Reference" has them
 * (docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html, …_awslambda.html).
 */
const RENAMED: Readonly<Record<string, string>> = {
  'lambda:Invoke': 'lambda:InvokeFunction',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:GetBucketIntelligentTieringConfiguration': 's3:GetIntelligentTieringConfiguration',
  's3:ListBucketIntelligentTieringConfigurations': 's3:GetIntelligentTieringConfiguration',
  's3:GetBucketLifecycleConfiguration': 's3:GetLifecycleConfiguration',
  's3:GetBucketNotificationConfiguration': 's3:GetBucketNotification',
  's3:GetBucketReplication': 's3:GetReplicationConfiguration',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
  's3:HeadBucket': 's3:ListBucket',
  's3:HeadObject': 's3:GetObject',
  's3:ListBucketInventoryConfigurations': 's3:GetInventoryConfiguration',
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:ListObjectVersions': 's3:ListBucketVersions',
};

/** Operations for which nobody needs a permission. */
const FREE: ReadonlySet<string> = new Set(['sts:GetCallerIdentity']);

/**
 * The permission a call needs; undefined where it needs none.
 *
 * @throws {Error} when nobody has listed the service: a permission that is guessed proves nothing
 */
export const iamAction = ({ service, operation }: ApiCall): string | undefined => {
  const prefix = PREFIXES[service];
  if (prefix === undefined) throw new Error(`no prefix of IAM is known for ${service}: list it here`);
  const action = `${prefix}:${operation}`;
  return FREE.has(action) ? undefined : (RENAMED[action] ?? action);
};
