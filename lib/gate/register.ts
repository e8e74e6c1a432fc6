import type { Acknowledgement } from './acknowledgement';

const DATA_BUCKET = 'arn:<AWS::Partition>:s3:::data-{environment}-{account}-{region}';
const WORKLOAD = 'Processing/Workload/Permissions/Resource';
const BUILD_ROLES = [
  'Pipeline/Pipeline/Role/DefaultPolicy/Resource',
  'Pipeline/Pipeline/Build/Synth/CdkBuildProject/Role/DefaultPolicy/Resource',
  'Pipeline/UpdatePipeline/SelfMutation/Role/DefaultPolicy/Resource',
  'Pipeline/Assets/FileRole/DefaultPolicy/Resource',
  'ValidationRole/DefaultPolicy/Resource',
];

/** Every finding that is accepted, and why. Adding one is a decision; a test prints the whole list into a snapshot. */
export const REGISTER: readonly Acknowledgement[] = [
  {
    finding: 'AwsSolutions-IAM5[Resource::<StoreArtifactsD98A7408.Arn>/*]',
    stack: 'Delivery',
    resources: BUILD_ROLES,
    reason:
      'CodePipeline chooses the keys of its artifacts; the bucket holds nothing but artifacts and the build cache of this pipeline.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::arn:{partition}:s3:::{stackName}-artifacts-{account}-{region}/*]',
    stack: 'Delivery',
    forEach: 'Replication',
    resources: ['Pipeline/Pipeline/Role/DefaultPolicy/Resource'],
    reason:
      "CodePipeline copies artifacts to the other regions under keys of its own choice; those buckets hold nothing else, like the pipeline's.",
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::arn:*:iam::{account}:role/*]',
    stack: 'Delivery',
    resources: ['Pipeline/UpdatePipeline/SelfMutation/Role/DefaultPolicy/Resource'],
    reason:
      'Self-mutation assumes the bootstrap roles of its own account only; a condition on the tag aws-cdk:bootstrap-role limits it to three of them.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::*]',
    stack: 'Delivery',
    resources: ['Pipeline/UpdatePipeline/SelfMutation/Role/DefaultPolicy/Resource'],
    reason: 'DescribeStacks and ListBucket look for what may not exist yet; the CDK CLI asks by name, both only read.',
  },
  {
    finding: 'HIPAA.Security-IAMNoInlinePolicy',
    stack: 'Delivery',
    resources: BUILD_ROLES,
    reason:
      'CDK Pipelines writes the grants of its own roles inline; each policy belongs to exactly one role and goes with it.',
  },
  {
    finding: 'HIPAA.Security-CodeBuildProjectSourceRepoUrl',
    stack: 'Delivery',
    resources: [
      'Pipeline/Pipeline/*/*/*/Resource',
      'Pipeline/UpdatePipeline/SelfMutation/Resource',
      'Pipeline/Assets/FileAsset/Resource',
    ],
    reason:
      'A false positive: the source is CodePipeline, so the project has no repository URL that could carry a token.',
  },
  ...['Delivery', 'Replication'].flatMap((stack) => storeAcknowledgements(stack)),
  {
    finding: 'AwsSolutions-IAM5[Resource::*]',
    stack: 'Data',
    resources: [WORKLOAD, 'KeyRingRotation/Rotator/Permissions/Resource'],
    reason:
      'Lambda creates network interfaces in the VPC with the role of the function; these EC2 actions know no resource at that time.',
  },
  ...['incoming', 'processed', 'quarantine'].map((prefix) => ({
    finding: `AwsSolutions-IAM5[Resource::${DATA_BUCKET}/${prefix}/*]`,
    stack: 'Data',
    resources: [WORKLOAD],
    reason: `Objects under ${prefix}/ get their names from whoever delivers data; the prefix is the boundary, other prefixes stay closed.`,
  })),
  {
    finding: 'AwsSolutions-IAM5[Resource::*]',
    stack: 'ValidationAccess',
    resources: ['Permissions/Resource'],
    reason: 'DescribeLogGroups knows no resource; it reads names and settings of log groups, never an event.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:kms:{region}:{account}:key/*]',
    stack: 'ValidationAccess',
    resources: ['Permissions/Resource'],
    reason:
      'The key is known by its alias only: the condition kms:ResourceAliases narrows the statement to the logs key.',
  },
  {
    finding:
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:{region}:{account}:log-group:/aws/lambda/data-processing-{environment}:*]',
    stack: 'ValidationAccess',
    resources: ['Permissions/Resource'],
    reason: 'The wildcard stands for the log streams of exactly this log group, whose names Lambda makes up.',
  },
  {
    finding: 'HIPAA.Security-S3BucketReplicationEnabled',
    stack: 'Data',
    resources: ['Storage/AccessLogs/Resource', 'Storage/Data/Resource', 'Audit/Bucket/Resource'],
    reason:
      'Health data stays in the region and account it was given to; versions and retention protect against loss, a second copy would widen who can reach it.',
  },
  {
    finding: 'HIPAA.Security-S3DefaultEncryptionKMS',
    stack: 'Data',
    resources: ['Storage/AccessLogs/Resource'],
    reason: 'S3 delivers server access logs only to buckets with SSE-S3; with a KMS key delivery stops silently.',
  },
  {
    finding: 'W3010',
    stack: 'Data',
    resources: ['Network/Vpc/*/Subnet'],
    reason:
      'Zones come from the configuration on purpose: a look-up at synthesis would need access to the target, and its answer could move subnets.',
  },
  {
    finding: 'HIPAA.Security-LambdaConcurrency',
    stack: 'Data',
    resources: ['Processing/Workload/Function/Resource', 'KeyRingRotation/Rotator/Function/Resource'],
    reason:
      'New accounts have a concurrency quota of ten and refuse to reserve any of it; reservedConcurrency in delivery.config.ts sets it where there is room.',
  },
];

/** An artifact store has the same findings in the pipeline's region and in every other. */
function storeAcknowledgements(stack: string): readonly Acknowledgement[] {
  return [
    {
      finding: 'HIPAA.Security-S3BucketReplicationEnabled',
      stack,
      resources: ['Store/AccessLogs/Resource', 'Store/Artifacts/Resource'],
      reason: 'Artifacts are built again from the commit at any time; what must be kept of a release is its evidence.',
    },
    {
      finding: 'HIPAA.Security-S3DefaultEncryptionKMS',
      stack,
      resources: ['Store/AccessLogs/Resource'],
      reason: 'S3 delivers server access logs only to buckets with SSE-S3; with a KMS key delivery stops silently.',
    },
  ];
}
