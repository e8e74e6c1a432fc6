/** What a validation may ask of a target, so that its role there allows exactly that. This file imports nothing. */

/** Which resources an action is needed on. */
export type ValidationResource =
  /** The action knows no narrower resource. */
  | 'any'
  /** The environment's three keys, known by their aliases. */
  | 'keys'
  /** The environment's two stacks. */
  | 'stacks'
  /** The workload function. */
  | 'function'
  /** The functions of the workload. */
  | 'functions'
  /** The workload function's log group with its streams. */
  | 'function-log-group'
  /** Every function of the environment's stacks. */
  | 'all-functions'
  /** Every log group of the environment, also unexpected ones under its names. */
  | 'log-groups'
  /** Roles of the environment's stacks. */
  | 'roles'
  /** Managed policies of the environment's stacks. */
  | 'policies'
  /** The buckets themselves, not what is in them. */
  | 'buckets'
  | 'trail'
  | 'topics'
  | 'queues'
  /** Tables themselves, not what is in them, where there are some. */
  | 'tables'
  | 'alarms'
  | 'event-rules'
  | 'secret';

/** Every action of AWS that a validation uses; `sts:GetCallerIdentity` needs no permission. */
export const VALIDATION_PERMISSIONS = [
  { action: 'cloudformation:DescribeStackDriftDetectionStatus', resource: 'any' },
  { action: 'cloudformation:DescribeStackResourceDrifts', resource: 'stacks' },
  { action: 'cloudformation:DescribeStacks', resource: 'stacks' },
  { action: 'cloudformation:DetectStackDrift', resource: 'stacks' },
  { action: 'cloudformation:GetStackPolicy', resource: 'stacks' },
  { action: 'cloudformation:GetTemplate', resource: 'stacks' },
  { action: 'cloudformation:ListStackResources', resource: 'stacks' },
  { action: 'cloudtrail:DescribeTrails', resource: 'any' },
  { action: 'cloudtrail:GetEventSelectors', resource: 'trail' },
  { action: 'cloudtrail:GetTrailStatus', resource: 'trail' },
  { action: 'cloudtrail:LookupEvents', resource: 'any' },
  { action: 'cloudwatch:DescribeAlarms', resource: 'alarms' },
  { action: 'dynamodb:DescribeContinuousBackups', resource: 'tables' },
  { action: 'dynamodb:DescribeKinesisStreamingDestination', resource: 'tables' },
  { action: 'dynamodb:DescribeTable', resource: 'tables' },
  { action: 'dynamodb:GetResourcePolicy', resource: 'tables' },
  { action: 'ec2:DescribeEgressOnlyInternetGateways', resource: 'any' },
  { action: 'ec2:DescribeFlowLogs', resource: 'any' },
  { action: 'ec2:DescribeInternetGateways', resource: 'any' },
  { action: 'ec2:DescribeManagedPrefixLists', resource: 'any' },
  { action: 'ec2:DescribeNatGateways', resource: 'any' },
  { action: 'ec2:DescribeNetworkAcls', resource: 'any' },
  { action: 'ec2:DescribeNetworkInterfaces', resource: 'any' },
  { action: 'ec2:DescribeRouteTables', resource: 'any' },
  { action: 'ec2:DescribeSecurityGroups', resource: 'any' },
  { action: 'ec2:DescribeSubnets', resource: 'any' },
  { action: 'ec2:DescribeTransitGatewayVpcAttachments', resource: 'any' },
  { action: 'ec2:DescribeVpcEndpoints', resource: 'any' },
  { action: 'ec2:DescribeVpcPeeringConnections', resource: 'any' },
  { action: 'ec2:DescribeVpnGateways', resource: 'any' },
  { action: 'events:DescribeRule', resource: 'event-rules' },
  { action: 'events:ListTargetsByRule', resource: 'event-rules' },
  { action: 'iam:GetAccountAuthorizationDetails', resource: 'any' },
  { action: 'iam:GetPolicy', resource: 'policies' },
  { action: 'iam:GetPolicyVersion', resource: 'policies' },
  { action: 'iam:GetRole', resource: 'roles' },
  { action: 'iam:GetRolePolicy', resource: 'roles' },
  { action: 'iam:ListAttachedRolePolicies', resource: 'roles' },
  { action: 'iam:ListRolePolicies', resource: 'roles' },
  { action: 'iam:SimulateCustomPolicy', resource: 'any' },
  { action: 'kms:DescribeKey', resource: 'keys' },
  { action: 'kms:GetKeyPolicy', resource: 'keys' },
  { action: 'kms:GetKeyRotationStatus', resource: 'keys' },
  { action: 'kms:ListGrants', resource: 'keys' },
  { action: 'lambda:GetFunctionConfiguration', resource: 'functions' },
  { action: 'lambda:GetFunctionEventInvokeConfig', resource: 'all-functions' },
  { action: 'lambda:GetFunctionUrlConfig', resource: 'all-functions' },
  { action: 'lambda:GetPolicy', resource: 'all-functions' },
  { action: 'lambda:InvokeFunction', resource: 'function' },
  { action: 'lambda:ListAliases', resource: 'all-functions' },
  { action: 'lambda:ListEventSourceMappings', resource: 'any' },
  { action: 'lambda:ListFunctions', resource: 'any' },
  { action: 'logs:DescribeLogGroups', resource: 'any' },
  { action: 'logs:DescribeLogStreams', resource: 'log-groups' },
  { action: 'logs:DescribeSubscriptionFilters', resource: 'log-groups' },
  { action: 'logs:FilterLogEvents', resource: 'function-log-group' },
  { action: 's3:GetBucketLogging', resource: 'buckets' },
  { action: 's3:GetBucketNotification', resource: 'buckets' },
  { action: 's3:GetBucketOwnershipControls', resource: 'buckets' },
  { action: 's3:GetBucketPolicy', resource: 'buckets' },
  { action: 's3:GetBucketPublicAccessBlock', resource: 'buckets' },
  { action: 's3:GetBucketVersioning', resource: 'buckets' },
  { action: 's3:GetEncryptionConfiguration', resource: 'buckets' },
  { action: 's3:GetInventoryConfiguration', resource: 'buckets' },
  { action: 's3:GetLifecycleConfiguration', resource: 'buckets' },
  { action: 's3:GetReplicationConfiguration', resource: 'buckets' },
  { action: 'secretsmanager:DescribeSecret', resource: 'secret' },
  { action: 'sns:GetTopicAttributes', resource: 'topics' },
  { action: 'sns:ListSubscriptionsByTopic', resource: 'topics' },
  { action: 'sqs:GetQueueAttributes', resource: 'queues' },
  { action: 'tag:GetResources', resource: 'any' },
] as const satisfies readonly { readonly action: string; readonly resource: ValidationResource }[];

/** One of the actions above. */
export type ValidationAction = (typeof VALIDATION_PERMISSIONS)[number]['action'];

/**
 * What CloudFormation does as the validation while it detects drift: it reads every resource as whoever asks, by the `read` handlers of
 * `lib/execution-policy/resource-handlers.json`. What the checks themselves ask stands above and not here. Secrets are left out of
 * the detection, because their handler reads the value, too.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html#drift-considerations
 */
export const DRIFT_PERMISSIONS = [
  { action: 'cloudformation:DetectStackResourceDrift', resource: 'stacks' },
  { action: 'cloudtrail:GetEventConfiguration', resource: 'trail' },
  { action: 'cloudtrail:GetInsightSelectors', resource: 'trail' },
  { action: 'cloudtrail:GetTrail', resource: 'trail' },
  { action: 'cloudtrail:ListTags', resource: 'trail' },
  { action: 'cloudwatch:ListTagsForResource', resource: 'alarms' },
  { action: 'dynamodb:DescribeContributorInsights', resource: 'tables' },
  { action: 'dynamodb:ListTagsOfResource', resource: 'tables' },
  { action: 'ec2:DescribeSecurityGroupRules', resource: 'any' },
  { action: 'ec2:DescribeVpcAttribute', resource: 'any' },
  { action: 'ec2:DescribeVpcEncryptionControls', resource: 'any' },
  { action: 'ec2:DescribeVpcs', resource: 'any' },
  { action: 'iam:ListEntitiesForPolicy', resource: 'policies' },
  { action: 'kms:ListAliases', resource: 'any' },
  { action: 'kms:ListResourceTags', resource: 'keys' },
  { action: 'lambda:GetFunction', resource: 'all-functions' },
  { action: 'lambda:GetFunctionCodeSigningConfig', resource: 'all-functions' },
  { action: 'lambda:GetFunctionRecursionConfig', resource: 'all-functions' },
  { action: 'lambda:GetRuntimeManagementConfig', resource: 'all-functions' },
  { action: 'logs:GetDataProtectionPolicy', resource: 'log-groups' },
  { action: 'logs:ListTagsForResource', resource: 'log-groups' },
  { action: 's3:GetAccelerateConfiguration', resource: 'buckets' },
  { action: 's3:GetAnalyticsConfiguration', resource: 'buckets' },
  { action: 's3:GetBucketCORS', resource: 'buckets' },
  { action: 's3:GetBucketObjectLockConfiguration', resource: 'buckets' },
  { action: 's3:GetBucketTagging', resource: 'buckets' },
  { action: 's3:GetBucketWebsite', resource: 'buckets' },
  { action: 's3:GetIntelligentTieringConfiguration', resource: 'buckets' },
  { action: 's3:GetMetricsConfiguration', resource: 'buckets' },
  { action: 's3:ListBucket', resource: 'buckets' },
  { action: 'sns:GetDataProtectionPolicy', resource: 'topics' },
  { action: 'sns:ListTagsForResource', resource: 'topics' },
  { action: 'sqs:ListQueueTags', resource: 'queues' },
] as const satisfies readonly { readonly action: string; readonly resource: ValidationResource }[];
