import { assetKey, bootstrapBucket, count, formed, oneOf, resourceOf, text } from '../shape';
import { harmless, held, judged, notAllowed, type PropertyState } from '../state';
import { DESCRIBES, NAMES_ARE_LABELS, SIZES } from './because';

/** Properties of functions, of permissions to invoke them, and of what the CDK makes of stacks. */
export const FUNCTIONS: Readonly<Record<string, readonly PropertyState[]>> = {
  'AWS::Lambda::Function': [
    held(bootstrapBucket, 'Code.S3Bucket'),
    held(assetKey, 'Code.S3Key'),
    held(resourceOf('AWS::IAM::Role'), 'Role'),
    held(resourceOf('AWS::SQS::Queue'), 'DeadLetterConfig.TargetArn'),
    held(resourceOf('AWS::EC2::Subnet'), 'VpcConfig.SubnetIds'),
    held(resourceOf('AWS::EC2::SecurityGroup'), 'VpcConfig.SecurityGroupIds'),
    held(resourceOf('AWS::S3::Bucket'), 'Environment.Variables.DATA_BUCKET Environment.Variables.EVIDENCE_BUCKET'),
    held(resourceOf('AWS::KMS::Key'), 'Environment.Variables.DATA_KEY_ARN Environment.Variables.SIGNING_KEY_ARN'),
    held(resourceOf('AWS::SecretsManager::Secret'), 'Environment.Variables.KEY_RING_SECRET_ID'),
    held(resourceOf('AWS::DynamoDB::Table'), 'Environment.Variables.TABLE_NAME'),
    held(resourceOf('AWS::SQS::Queue'), 'Environment.Variables.QUEUE_URL'),
    held(resourceOf('AWS::SNS::Topic'), 'Environment.Variables.TOPIC_ARN'),
    judged('ZT-07-LogGroupsBeforeWriters', 'LoggingConfig.LogGroup'),
    judged('ZT-14-Tags', 'Tags'),
    judged('ZT-15-EnvironmentInNames', 'FunctionName', { in: 'target' }),
    harmless(NAMES_ARE_LABELS, text, 'FunctionName', { in: 'pipeline' }),
    harmless(DESCRIBES, text, 'Description'),
    harmless(
      'it tells our own code what to call things, and names nothing that could be reached',
      formed(/^(?![a-z][a-z0-9+.-]*:)[^/]*$/i, 'a plain word or list, no address'),
      `Environment.Variables.ENVIRONMENT_NAME Environment.Variables.IDENTIFIER_FIELDS Environment.Variables.PEOPLE
       Environment.Variables.TOKEN_KEY_ID`,
    ),
    harmless(
      SIZES,
      count(1, 10240),
      'MemorySize Timeout ReservedConcurrentExecutions Environment.Variables.MAX_LINE_BYTES',
    ),
    harmless('which function of our own code is called', text, 'Handler'),
    harmless(
      "AWS's own runtimes run the code of the release and bring none of anybody else",
      formed(/^(nodejs|python)\d+\.(x|\d+)$/, "a runtime of AWS's own"),
      'Runtime',
    ),
    harmless('both kinds of machine run the same code', oneOf('arm64', 'x86_64'), 'Architectures'),
    harmless('the form in which lines lie in our own log group', oneOf('JSON', 'Text'), 'LoggingConfig.LogFormat'),
    harmless(
      'more detail in our own log group',
      oneOf('INFO', 'DEBUG', 'TRACE'),
      'LoggingConfig.ApplicationLogLevel LoggingConfig.SystemLogLevel',
    ),
    notAllowed(
      `ImageConfig TracingConfig RuntimeManagementConfig SnapStart FileSystemConfigs KmsKeyArn PackageType
       CodeSigningConfigArn EphemeralStorage Layers FunctionScalingConfig DurableConfig PublishToLatestPublished
       TenancyConfig CapacityProviderConfig RecursiveLoop VpcConfig.Ipv6AllowedForDualStack
       Code.S3ObjectVersion Code.ZipFile Code.ImageUri Code.SourceKMSKeyArn Code.S3ObjectStorageMode
       Environment.Variables.*`,
    ),
  ],
  'AWS::Lambda::Permission': [
    held(resourceOf('AWS::Lambda::Function'), 'FunctionName'),
    judged('ZT-09-FunctionsInvokedByOwn', 'Action Principal SourceAccount SourceArn FunctionUrlAuthType'),
    notAllowed('EventSourceToken PrincipalOrgID InvokedViaFunctionUrl'),
  ],
  'AWS::Lambda::EventSourceMapping': [
    held(resourceOf('AWS::SQS::Queue'), 'EventSourceArn', { in: 'target' }),
    held(resourceOf('AWS::Lambda::Function'), 'FunctionName', { in: 'target' }),
    held(oneOf(true), 'Enabled', { in: 'target' }),
    held(oneOf('ReportBatchItemFailures'), 'FunctionResponseTypes', { in: 'target' }),
    judged('ZT-14-Tags', 'Tags', { in: 'target' }),
    harmless(
      'how many messages a function of ours gets at once, and how soon',
      count(0, 10_000),
      'BatchSize MaximumBatchingWindowInSeconds ScalingConfig.MaximumConcurrency',
      { in: 'target' },
    ),
    // What a filter does not take is deleted from the queue, and nobody hears of it.
    notAllowed('FilterCriteria KmsKeyArn DestinationConfig'),
    notAllowed(
      `StartingPosition StartingPositionTimestamp MaximumRetryAttempts MaximumRecordAgeInSeconds ParallelizationFactor
       TumblingWindowInSeconds BisectBatchOnFunctionError Topics Queues SelfManagedEventSource
       SelfManagedKafkaEventSourceConfig AmazonManagedKafkaEventSourceConfig DocumentDBEventSourceConfig
       SourceAccessConfigurations ProvisionedPollerConfig MetricsConfig LoggingConfig`,
    ),
  ],
  'AWS::CloudFormation::Stack': [
    judged('ZT-00-TemplatesAreFinal', 'TemplateURL'),
    judged('ZT-14-Tags', 'Tags'),
    harmless('it is followed wherever a property of the nested template takes it', text, 'Parameters.*'),
    notAllowed('NotificationARNs TimeoutInMinutes'),
  ],
  'Custom::VpcRestrictDefaultSG': [
    held(resourceOf('AWS::Lambda::Function'), 'ServiceToken'),
    judged('ZT-04-HttpsBetweenKnownGroups', 'DefaultSecurityGroupId'),
    judged('ZT-01-NothingLeadsToOtherAccounts', 'Account', { in: 'target' }),
  ],
};
