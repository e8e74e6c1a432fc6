import { cdkProperty } from './cdk-properties';

/** How findings are cured that a stack like this one meets: cdk-nag and CloudFormation say what is wrong and leave that open. */
const FIXES: readonly { readonly rules: RegExp; readonly fix: string }[] = [
  {
    rules: /^AwsSolutions-IAM5$/,
    fix: 'Name the actions and the ARNs that are needed: grant to one resource, give keys and objects a prefix, take an alias by the condition kms:ResourceAliases. Each wildcard is a finding of its own.',
  },
  {
    rules: /^AwsSolutions-IAM4$/,
    fix: 'Write a policy of your own with what is needed, instead of one that AWS manages.',
  },
  {
    rules: /-IAMNoInlinePolicy$/,
    fix: 'Grant to a ManagedPolicy that is attached to the role: grant*() takes one where it takes a role.',
  },
  { rules: /-S3BucketReplicationEnabled$/, fix: 'Give the bucket replicationRules to a bucket in another region.' },
  {
    rules: /-S3DefaultEncryptionKMS$/,
    fix: 'Set encryption to BucketEncryption.KMS with a customer-managed encryptionKey.',
  },
  { rules: /^AwsSolutions-S1$|-S3BucketLoggingEnabled$/, fix: 'Set serverAccessLogsBucket and a prefix.' },
  { rules: /^AwsSolutions-S10$|-S3BucketSSLRequestsOnly$/, fix: 'Set enforceSSL and minimumTLSVersion on the bucket.' },
  { rules: /-S3BucketVersioningEnabled$/, fix: 'Set versioned on the bucket.' },
  {
    rules: /-LambdaConcurrency$/,
    fix: 'Reserve concurrency for the function: here reservedConcurrency in delivery.config.ts.',
  },
  { rules: /-LambdaDLQ$/, fix: 'Give the function a deadLetterQueue or an onFailure destination.' },
  { rules: /-LambdaInsideVPC$/, fix: 'Give the function a vpc and isolated subnets, and endpoints for what it calls.' },
  { rules: /^AwsSolutions-L1$/, fix: 'Set runtime to the newest one of its language.' },
  {
    rules: /-CodeBuildProjectSourceRepoUrl$/,
    fix: 'Take the source from a connection instead of an URL with a token or password in it.',
  },
  {
    rules: /-CloudWatchLogGroupEncrypted$/,
    fix: 'Set encryptionKey to a key that lets CloudWatch Logs in: here EncryptedLogGroup.',
  },
  { rules: /-CloudWatchLogGroupRetentionPeriod$/, fix: 'Set retention on the log group.' },
  {
    rules: /^AwsSolutions-KMS5$|-KMSBackingKeyRotationEnabled$/,
    fix: 'Set enableKeyRotation, here with rotationPeriod 90 days.',
  },
  {
    rules: /^AwsSolutions-EC23$|-EC2Restricted/,
    fix: 'Let in the security groups or prefix lists that have to come in, not 0.0.0.0/0 or ::/0.',
  },
  {
    rules: /^AwsSolutions-VPC7$|-VPCFlowLogsEnabled$/,
    fix: 'Call addFlowLog() on the VPC, to an encrypted log group.',
  },
  { rules: /^AwsSolutions-SMG4$|-SecretsManagerRotationEnabled$/, fix: 'Call addRotationSchedule() on the secret.' },
  { rules: /-SecretsManagerUsingKMSKey$/, fix: 'Set encryptionKey on the secret to a customer-managed key.' },
  { rules: /-SNSEncryptedKMS$/, fix: 'Set masterKey on the topic to a customer-managed key.' },
  { rules: /^W3010$/, fix: 'Let CloudFormation choose: { "Fn::Select": [0, { "Fn::GetAZs": "" }] }.' },
];

/** How a rule is satisfied. */
export const howToFix = (rule: string, isWrong: string): string =>
  FIXES.find(({ rules }) => rules.test(rule))?.fix ??
  (cdkProperty(rule).length > 0
    ? 'Make the construct with the property of the CDK below.'
    : `Change the construct until this is so no longer: ${isWrong}`);
