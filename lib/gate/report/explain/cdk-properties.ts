/** How a construct of the CDK is made so that rules of cdk-nag have nothing against it: what to set, or to call. */
export interface CdkProperty {
  readonly rules: readonly string[];
  /** Module and class of aws-cdk-lib. */
  readonly construct: string;
  readonly code: string;
}

const property = (construct: string, code: string, ...rules: readonly string[]): CdkProperty => ({
  construct,
  code,
  rules: rules.map((rule) => (rule.startsWith('AwsSolutions-') ? rule : `HIPAA.Security-${rule}`)),
});

/** The commonest rules of both packs. A test makes each construct without and with it, and sees the finding go. */
export const CDK_PROPERTIES: readonly CdkProperty[] = [
  property('aws_s3.Bucket', 'serverAccessLogsBucket: logs', 'AwsSolutions-S1', 'S3BucketLoggingEnabled'),
  property(
    'aws_s3.Bucket',
    'blockPublicAccess: BlockPublicAccess.BLOCK_ALL',
    'AwsSolutions-S2',
    'S3BucketLevelPublicAccessProhibited',
    'S3BucketPublicReadProhibited',
    'S3BucketPublicWriteProhibited',
  ),
  property('aws_s3.Bucket', 'enforceSSL: true', 'AwsSolutions-S10', 'S3BucketSSLRequestsOnly'),
  property('aws_s3.Bucket', 'versioned: true', 'S3BucketVersioningEnabled'),
  property('aws_s3.Bucket', 'encryption: BucketEncryption.KMS, encryptionKey: key', 'S3DefaultEncryptionKMS'),
  property('aws_s3.Bucket', 'replicationRules: [{ destination: replica }]', 'S3BucketReplicationEnabled'),
  property('aws_logs.LogGroup', 'encryptionKey: key', 'CloudWatchLogGroupEncrypted'),
  property('aws_logs.LogGroup', 'retention: RetentionDays.ONE_YEAR', 'CloudWatchLogGroupRetentionPeriod'),
  property('aws_kms.Key', 'enableKeyRotation: true', 'AwsSolutions-KMS5'),
  property('aws_sns.Topic', 'masterKey: key', 'SNSEncryptedKMS'),
  property('aws_sns.Topic', 'enforceSSL: true', 'AwsSolutions-SNS3'),
  property('aws_sqs.Queue', 'encryption: QueueEncryption.KMS', 'AwsSolutions-SQS2'),
  property('aws_sqs.Queue', 'deadLetterQueue: { queue: letters, maxReceiveCount: 3 }', 'AwsSolutions-SQS3'),
  property('aws_sqs.Queue', 'enforceSSL: true', 'AwsSolutions-SQS4'),
  property(
    'aws_secretsmanager.Secret',
    "addRotationSchedule('Rotation', { rotationLambda: rotator })",
    'AwsSolutions-SMG4',
    'SecretsManagerRotationEnabled',
  ),
  property('aws_secretsmanager.Secret', 'encryptionKey: key', 'SecretsManagerUsingKMSKey'),
  property('aws_lambda.Function', 'deadLetterQueue: letters', 'LambdaDLQ'),
  property('aws_lambda.Function', 'reservedConcurrentExecutions: 10', 'LambdaConcurrency'),
  property('aws_lambda.Function', 'vpc: vpc', 'LambdaInsideVPC'),
  property('aws_lambda.Function', 'runtime: Runtime.NODEJS_24_X', 'AwsSolutions-L1'),
  property('aws_iam.Role', 'managedPolicies: [own]', 'AwsSolutions-IAM4'),
  property('aws_iam.ManagedPolicy', 'statements: [read], roles: [role]', 'IAMNoInlinePolicy'),
  property('aws_iam.PolicyStatement', "resources: ['arn:aws:s3:::one/key']", 'AwsSolutions-IAM5'),
  property('aws_ec2.Vpc', 'flowLogs: { all: {} }', 'AwsSolutions-VPC7', 'VPCFlowLogsEnabled'),
  property(
    'aws_ec2.Vpc',
    'subnetConfiguration: [{ name: "inside", subnetType: SubnetType.PRIVATE_ISOLATED }]',
    'VPCSubnetAutoAssignPublicIpDisabled',
    'VPCNoUnrestrictedRouteToIGW',
  ),
  property(
    'aws_ec2.SecurityGroup',
    "addIngressRule(Peer.ipv4('10.0.0.0/16'), Port.tcp(22))",
    'AwsSolutions-EC23',
    'EC2RestrictedSSH',
  ),
  property(
    'aws_ec2.Instance',
    "blockDevices: [{ deviceName: '/dev/xvda', volume: BlockDeviceVolume.ebs(8, { encrypted: true }) }]",
    'AwsSolutions-EC26',
  ),
  property('aws_ec2.Instance', 'detailedMonitoring: true', 'AwsSolutions-EC28', 'EC2InstanceDetailedMonitoringEnabled'),
  property('aws_ec2.Instance', 'disableApiTermination: true', 'AwsSolutions-EC29'),
  property('aws_ec2.Instance', 'httpTokens: HttpTokens.REQUIRED', 'EC2IMDSv2Enabled'),
  property('aws_ec2.Instance', 'ebsOptimized: true', 'EC2EBSOptimizedInstance'),
  property('aws_ec2.Instance', 'associatePublicIpAddress: false', 'EC2InstanceNoPublicIp'),
  property('aws_rds.DatabaseInstance', 'storageEncrypted: true', 'AwsSolutions-RDS2', 'RDSStorageEncrypted'),
  property('aws_rds.DatabaseInstance', 'multiAz: true', 'AwsSolutions-RDS3', 'RDSMultiAZSupport'),
  property(
    'aws_rds.DatabaseInstance',
    'deletionProtection: true',
    'AwsSolutions-RDS10',
    'RDSInstanceDeletionProtectionEnabled',
  ),
  property('aws_rds.DatabaseInstance', 'port: 15432', 'AwsSolutions-RDS11'),
  property(
    'aws_rds.DatabaseInstance',
    'backupRetention: Duration.days(7)',
    'AwsSolutions-RDS13',
    'RDSInstanceBackupEnabled',
  ),
  property('aws_rds.DatabaseInstance', 'autoMinorVersionUpgrade: true', 'RDSAutomaticMinorVersionUpgradeEnabled'),
  property('aws_rds.DatabaseInstance', 'monitoringInterval: Duration.minutes(1)', 'RDSEnhancedMonitoringEnabled'),
  property('aws_rds.DatabaseInstance', 'publiclyAccessible: false', 'RDSInstancePublicAccess'),
  property('aws_rds.DatabaseInstance', "cloudwatchLogsExports: ['postgresql', 'upgrade']", 'RDSLoggingEnabled'),
  property(
    'aws_dynamodb.Table',
    'pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true }',
    'AwsSolutions-DDB3',
    'DynamoDBPITREnabled',
  ),
  property('aws_dynamodb.Table', 'billingMode: BillingMode.PAY_PER_REQUEST', 'DynamoDBAutoScalingEnabled'),
  property(
    'aws_backup.BackupPlan',
    "addSelection('Tables', { resources: [BackupResource.fromDynamoDbTable(table)] })",
    'DynamoDBInBackupPlan',
  ),
  property('aws_efs.FileSystem', 'encrypted: true', 'AwsSolutions-EFS1', 'EFSEncrypted'),
  property('aws_ecs.Cluster', 'containerInsightsV2: ContainerInsights.ENABLED', 'AwsSolutions-ECS4'),
  property('aws_ecs.ContainerDefinition', "logging: LogDrivers.awsLogs({ streamPrefix: 'app' })", 'AwsSolutions-ECS7'),
  property(
    'aws_elasticloadbalancingv2.ApplicationLoadBalancer',
    'logAccessLogs(logs)',
    'AwsSolutions-ELB2',
    'ELBLoggingEnabled',
  ),
  property(
    'aws_elasticloadbalancingv2.ApplicationLoadBalancer',
    'dropInvalidHeaderFields: true',
    'ALBHttpDropInvalidHeaderEnabled',
  ),
  property(
    'aws_elasticloadbalancingv2.ApplicationLoadBalancer',
    'deletionProtection: true',
    'ELBDeletionProtectionEnabled',
  ),
  property(
    'aws_apigateway.RestApi',
    'deployOptions: { accessLogDestination: new LogGroupLogDestination(group) }',
    'AwsSolutions-APIG1',
  ),
  property(
    'aws_apigateway.RestApi',
    'deployOptions: { loggingLevel: MethodLoggingLevel.INFO }',
    'AwsSolutions-APIG6',
    'APIGWExecutionLoggingEnabled',
  ),
  property('aws_apigateway.RestApi', 'deployOptions: { tracingEnabled: true }', 'APIGWXrayEnabled'),
  property('aws_stepfunctions.StateMachine', 'logs: { destination: group, level: LogLevel.ALL }', 'AwsSolutions-SF1'),
  property('aws_stepfunctions.StateMachine', 'tracingEnabled: true', 'AwsSolutions-SF2'),
  property('aws_kinesis.Stream', 'encryption: StreamEncryption.MANAGED', 'AwsSolutions-KDS1'),
  property('aws_cloudtrail.Trail', 'sendToCloudWatchLogs: true', 'CloudTrailCloudWatchLogsEnabled'),
  property('aws_cloudtrail.Trail', 'encryptionKey: key', 'CloudTrailEncryptionEnabled'),
  property('aws_cloudtrail.Trail', 'enableFileValidation: true', 'CloudTrailLogFileValidationEnabled'),
  property('aws_cloudwatch.Alarm', 'addAlarmAction(new SnsAction(topic))', 'CloudWatchAlarmAction'),
  property('aws_codebuild.Project', 'encryptionKey: key', 'AwsSolutions-CB4'),
];

/** What to give to which construct so that a rule has nothing against it, `aws_s3.Bucket: versioned: true`; none where nobody has tried. */
export const cdkProperty = (rule: string): readonly string[] =>
  CDK_PROPERTIES.filter(({ rules }) => rules.includes(rule)).map(({ construct, code }) => `${construct}: ${code}`);
