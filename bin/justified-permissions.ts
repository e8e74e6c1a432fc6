import type { JustifiedPermission } from '../lib/rehearsal/statements/justified';

const AWS = 'https://docs.aws.amazon.com';
const CODEPIPELINE = `${AWS}/codepipeline/latest/userguide/how-to-custom-role.html`;
const CODEBUILD = `${AWS}/codebuild/latest/userguide/setting-up-service-role.html`;
const STORE_OF_OTHER_ACCOUNTS = `${AWS}/codepipeline/latest/userguide/pipelines-create-cross-account.html`;
const ENCRYPTED_QUEUES = `${AWS}/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html`;
const ENCRYPTED_TOPICS = `${AWS}/sns/latest/dg/sns-key-management.html`;
const PRODUCERS_KEY = ['kms:Decrypt', 'kms:GenerateDataKey'];
const NO_DATA = 'a rehearsal brings no data; the validation judges by policy what the workload may do with it';

/**
 * What AWS does with our roles and a rehearsal does not, and what people do, or somebody when something has gone wrong.
 * `npm run statements` finds what is neither needed nor here, and entries that excuse nothing.
 */
export const JUSTIFIED_PERMISSIONS: readonly JustifiedPermission[] = [
  {
    holder: 'Delivery/*/Data/{Processing/Workload,KeyRingRotation/Rotator}/Role',
    actions: [
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    because: "Lambda makes a function's network interfaces with the function's role; the emulator makes none",
    source: `${AWS}/lambda/latest/dg/configuration-vpc.html`,
  },
  {
    holder: 'Delivery/{Closer,*/Data/Processing/Workload,*/Data/KeyRingRotation/Rotator}/Role',
    actions: ['sqs:SendMessage'],
    because: "Lambda sends a function's dead letters with the function's role, after its last attempt has failed",
    source: `${AWS}/lambda/latest/dg/invocation-async.html`,
  },
  {
    holder: 'Delivery/*/Data/KeyRingRotation/Rotator/Role',
    actions: PRODUCERS_KEY,
    because: 'dead letters are encrypted: whoever sends to an encrypted queue uses its key',
    source: ENCRYPTED_QUEUES,
  },
  {
    holder: 'Delivery/*/Data/Processing/Workload/Role',
    actions: PRODUCERS_KEY,
    because: `dead letters, data and the key ring are encrypted; ${NO_DATA}`,
    source: ENCRYPTED_QUEUES,
  },
  {
    holder: 'Delivery/*/Data/Processing/Workload/Role',
    actions: [
      's3:GetObject',
      's3:GetObjectVersion',
      's3:PutObject',
      's3:AbortMultipartUpload',
      's3:ListBucket',
      'secretsmanager:GetSecretValue',
    ],
    because: `the workload reads what comes in and writes results; ${NO_DATA}`,
    source: 'functions/data-processing',
  },
  {
    holder: 'Delivery/*/Data/Network/FlowLogRole',
    actions: ['sts:AssumeRole', 'logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
    because: 'flow logs are delivered with this role; the emulator moves no packets',
    source: `${AWS}/vpc/latest/userguide/flow-logs-iam-role.html`,
  },
  {
    holder: 'Delivery/*/Data/Audit/Role',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    because: 'CloudTrail writes the trail to its log group with this role; the emulator records no events',
    source: `${AWS}/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html`,
  },
  {
    holder: 'Delivery/{Notifications,*/Data/Alarms}/Publisher',
    actions: ['sts:AssumeRole', 'sns:Publish', ...PRODUCERS_KEY],
    because:
      'EventBridge tells the topic with this role when a key is endangered, a rotation or a release has failed, which no good release does',
    source: `${AWS}/eventbridge/latest/userguide/eb-use-resource-based.html`,
  },
  {
    holder: 'Delivery/{Notifications,*/Data/Alarms}/Topic',
    actions: ['sns:Publish'],
    because: 'CloudWatch tells the topic when an alarm goes off, which none does in a release',
    source: `${AWS}/sns/latest/dg/sns-access-policy-use-cases.html`,
  },
  {
    holder: 'Delivery/{LogsKey,*/Data/LogsKey}',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    because:
      'the alarm topic is encrypted: CloudWatch uses its key when an alarm goes off, which none does in a release',
    source: ENCRYPTED_TOPICS,
  },
  {
    holder: 'Delivery/{LogsKey,*/Data/LogsKey}',
    actions: ['kms:DescribeKey', 'kms:CreateGrant'],
    because:
      "AWS's sample for CloudWatch Logs has kms:Describe*, and nobody says whether the service makes grants (unconfirmed)",
    source: `${AWS}/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html`,
  },
  {
    holder: 'Delivery/LogsKey',
    actions: ['kms:*'],
    neededBySome: true,
    because:
      'without it nobody could administer the key; by his own policies only who tells the topic of notifications uses it, in a release that asks somebody',
    source: `${AWS}/kms/latest/developerguide/key-policy-default.html`,
  },
  {
    holder: 'Delivery/*/Data/SecretsKey',
    actions: [
      'kms:CreateGrant',
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey*',
      'kms:ReEncrypt*',
    ],
    because: "the CDK's Secret lets the account in through Secrets Manager; the account is let in by kms:* already",
    source: 'aws-cdk-lib/aws-secretsmanager/lib/secret.js',
  },
  {
    holder: 'Delivery/*/Data/{Storage/Data,Storage/AccessLogs,Audit/Bucket}',
    actions: ['s3:DeleteObject*', 's3:GetBucket*', 's3:List*', 's3:PutBucketPolicy'],
    because: "the CDK's helper empties a disposable bucket before it is deleted, which a release does not",
    source: 'aws-cdk-lib/custom-resource-handlers/dist/aws-s3/auto-delete-objects-handler',
  },
  {
    holder: 'Delivery/*/Data/Custom::VpcRestrictDefaultSGCustomResourceProvider/Role',
    actions: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:AuthorizeSecurityGroupEgress'],
    because: "the CDK's helper gives the default security group its rules back when the network is deleted",
    source: 'aws-cdk-lib/custom-resource-handlers/dist/aws-ec2/restrict-default-security-group-handler',
  },
  {
    holder: 'Delivery/{Pipeline/**/*Role,ValidationRole}',
    actions: [
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
      'kms:GenerateDataKey',
      's3:GetObjectVersion',
      's3:GetBucketAcl',
      's3:GetBucketLocation',
    ],
    because:
      'CodeBuild is documented to use them of the artifacts and their key; the executor of a rehearsal does with fewer',
    source: CODEBUILD,
  },
  {
    holder: 'Delivery/Pipeline/Pipeline/Role',
    actions: ['s3:GetObject', 's3:GetBucketVersioning', 'kms:Decrypt'],
    because: 'CodePipeline is documented to read its artifacts and to look whether the bucket has versions',
    source: CODEPIPELINE,
  },
  {
    holder: 'Delivery/Pipeline/Pipeline/Role',
    actions: ['s3:PutObjectAcl'],
    because:
      'a source by a connection fails without it, as is reported; the executor of a rehearsal puts without an ACL',
    source: 'https://github.com/aws/aws-cdk/issues/13557',
  },
  {
    holder: 'Delivery/Pipeline/Pipeline/Role',
    actions: ['codebuild:StopBuild'],
    because:
      'CodePipeline ends builds where an execution is stopped, which no release is (the CDK grants it; unconfirmed)',
    source: 'aws-cdk-lib/aws-codepipeline-actions/lib/codebuild/build-action.js',
  },
  {
    holder: 'Delivery/Pipeline/Pipeline/Role',
    actions: ['codestar-connections:UseConnection'],
    because: 'a connection goes by one of two names, and its ARN says by which',
    source: `${AWS}/dtconsole/latest/userguide/rename.html`,
  },
  {
    holder: 'Delivery/Store/Artifacts',
    actions: ['s3:GetBucket*', 's3:List*'],
    because:
      'deployment roles of other accounts are documented to look at the artifact bucket, not only at its objects',
    source: STORE_OF_OTHER_ACCOUNTS,
  },
  {
    holder: 'Delivery/Store/Key',
    actions: ['kms:DescribeKey'],
    because: 'deployment roles of other accounts are documented to describe the key of the artifacts',
    source: STORE_OF_OTHER_ACCOUNTS,
  },
  {
    holder: 'Delivery/Pipeline/Pipeline/Build/Synth/CdkBuildProject/Role',
    actions: ['kms:Decrypt'],
    because:
      'the evidence bucket has an S3 Bucket Key, and nobody says whether a single put decrypts there (unconfirmed)',
    source: `${AWS}/AmazonS3/latest/userguide/bucket-key.html`,
  },
  {
    holder: 'Delivery/ValidationRole',
    actions: ['s3:GetObject', 'kms:Decrypt'],
    because: 'an attempt that is repeated, and every release after the first, reads what was kept before',
    source: 'docs/evidence.md',
    neededBySome: true,
  },
  {
    holder: 'Delivery/Revalidation/StarterRole',
    actions: ['sts:AssumeRole', 'codebuild:StartBuild'],
    because: 'EventBridge starts revalidations with this role at their times, which no rehearsal waits for',
    source: `${AWS}/eventbridge/latest/userguide/eb-use-identity-based.html`,
  },
  {
    holder: 'Delivery/*/ValidationAccess/ReviewRole',
    actions: ['sts:AssumeRole', 'cloudformation:DescribeStacks', 'cloudformation:GetTemplate'],
    because:
      'a review reads what is deployed from the second release on; where nobody is asked it is there for the day somebody is',
    source: 'docs/decisions/review-of-templates.md',
  },
  {
    holder: 'Delivery/Reader/Role',
    actions: [
      'sts:AssumeRole',
      's3:ListBucket',
      's3:ListBucketVersions',
      's3:GetObject',
      's3:GetObjectVersion',
      's3:GetObjectRetention',
      'kms:Decrypt',
      'kms:GetPublicKey',
      'kms:Verify',
    ],
    because: 'auditors are people: they read the evidence of all releases and verify its signatures',
    source: 'docs/evidence.md',
  },
  {
    holder: 'Delivery/Approver/Role',
    actions: [
      'sts:AssumeRole',
      'codepipeline:PutApprovalResult',
      'codepipeline:GetPipeline',
      'codepipeline:GetPipelineExecution',
      'codepipeline:GetPipelineState',
      'codepipeline:ListActionExecutions',
      'codepipeline:ListPipelineExecutions',
      's3:ListBucket',
      's3:GetObject',
      'kms:Decrypt',
    ],
    because: 'approvers are people: they see what waits, read the pages about it and answer',
    source: 'docs/decisions/who-approves.md',
  },
];
