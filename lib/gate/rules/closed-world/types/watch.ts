import { count, oneOf, resourceOf, text } from '../shape';
import { harmless, held, judged, judgedPolicy, notAllowed, type PropertyState } from '../state';
import { DESCRIBES, NAMES_ARE_LABELS, SELECTS } from './because';

const topic = resourceOf('AWS::SNS::Topic');

/** Properties of what records, tells and keeps: logs, trails, alarms, events, topics and queues. */
export const WATCH: Readonly<Record<string, readonly PropertyState[]>> = {
  'AWS::Logs::LogGroup': [
    judged('ZT-07-LogGroupsEncryptedAndKept', 'KmsKeyId LogGroupClass RetentionInDays'),
    judged('ZT-14-Tags', 'Tags'),
    judged('ZT-15-EnvironmentInNames', 'LogGroupName', { in: 'target' }),
    harmless(NAMES_ARE_LABELS, text, 'LogGroupName', { in: 'pipeline' }),
    notAllowed(
      `DataProtectionPolicy FieldIndexPolicies ResourcePolicyDocument DeletionProtectionEnabled
       BearerTokenAuthenticationEnabled`,
    ),
  ],
  'AWS::Logs::MetricFilter': [
    judged(
      'ZT-13-MetricFiltersRing',
      `LogGroupName FilterPattern MetricTransformations.MetricName MetricTransformations.MetricNamespace
       MetricTransformations.MetricValue MetricTransformations.DefaultValue MetricTransformations.Unit`,
      { in: 'target' },
    ),
    harmless(NAMES_ARE_LABELS, text, 'FilterName', { in: 'target' }),
    // Metrics are under AWS's own key: they may count records, and say nothing of what is in them.
    notAllowed(
      'MetricTransformations.Dimensions FieldSelectionCriteria EmitSystemFieldDimensions ApplyOnTransformedLogs',
    ),
  ],
  'AWS::Logs::SubscriptionFilter': [
    judged('ZT-07-LogEventsStay', 'LogGroupName DestinationArn', { in: 'target' }),
    harmless(SELECTS, text, 'FilterPattern', { in: 'target' }),
    harmless(NAMES_ARE_LABELS, text, 'FilterName', { in: 'target' }),
    harmless('in which order events come to a function of ours', oneOf('Random', 'ByLogStream'), 'Distribution', {
      in: 'target',
    }),
    notAllowed('RoleArn ApplyOnTransformedLogs FieldSelectionCriteria EmitSystemFields'),
  ],
  'AWS::CloudTrail::Trail': [
    judged('ZT-08-LogDeliveryBound', 'S3BucketName'),
    judged(
      'ZT-12-TrailRecordsData',
      `CloudWatchLogsLogGroupArn CloudWatchLogsRoleArn EnableLogFileValidation IncludeGlobalServiceEvents IsLogging
       IsMultiRegionTrail KMSKeyId EventSelectors.IncludeManagementEvents EventSelectors.ReadWriteType
       EventSelectors.ExcludeManagementEventSources EventSelectors.DataResources.Type EventSelectors.DataResources.Values
       AdvancedEventSelectors.FieldSelectors.Field AdvancedEventSelectors.FieldSelectors.Equals
       AdvancedEventSelectors.FieldSelectors.StartsWith AdvancedEventSelectors.FieldSelectors.EndsWith
       AdvancedEventSelectors.FieldSelectors.NotEquals AdvancedEventSelectors.FieldSelectors.NotStartsWith
       AdvancedEventSelectors.FieldSelectors.NotEndsWith`,
      { in: 'target' },
    ),
    judged('ZT-14-Tags', 'Tags'),
    judged('ZT-15-EnvironmentInNames', 'TrailName', { in: 'target' }),
    harmless(NAMES_ARE_LABELS, text, 'AdvancedEventSelectors.Name'),
    notAllowed('S3KeyPrefix IsOrganizationTrail InsightSelectors SnsTopicName AggregationConfigurations'),
  ],
  'AWS::CloudWatch::Alarm': [
    judged(
      'ZT-13-AlarmsReachSomebody',
      `ActionsEnabled ComparisonOperator DatapointsToAlarm Dimensions.Name Dimensions.Value EvaluationPeriods MetricName
       Namespace Period Statistic Threshold TreatMissingData Unit`,
      { in: 'target' },
    ),
    judged(
      'ZT-13-PeopleAreTold',
      `ActionsEnabled ComparisonOperator DatapointsToAlarm Dimensions.Name Dimensions.Value EvaluationPeriods MetricName
       Namespace Period Statistic Threshold TreatMissingData Unit`,
      { in: 'pipeline' },
    ),
    harmless(NAMES_ARE_LABELS, text, 'AlarmName', { in: 'pipeline' }),
    held(topic, 'AlarmActions OKActions InsufficientDataActions'),
    judged('ZT-14-Tags', 'Tags'),
    judged('ZT-15-EnvironmentInNames', 'AlarmName', { in: 'target' }),
    harmless(DESCRIBES, text, 'AlarmDescription'),
    notAllowed(
      `ThresholdMetricId EvaluateLowSampleCountPercentile ExtendedStatistic Metrics WarmUpConfiguration EvaluationWindow
       EvaluationInterval EvaluationCriteria`,
    ),
  ],
  'AWS::Events::Rule': [
    held(
      resourceOf('AWS::SNS::Topic', 'AWS::Lambda::Function', 'AWS::CodePipeline::Pipeline', 'AWS::CodeBuild::Project'),
      'Targets.Arn',
    ),
    judged('ZT-13-EnvironmentsValidatedAgain', 'ScheduleExpression Targets.Input', { in: 'pipeline' }),
    held(resourceOf('AWS::IAM::Role'), 'Targets.RoleArn'),
    judged(
      'ZT-13-EventsOfKeysAndSecrets',
      `EventPattern State Targets.InputPath Targets.InputTransformer.InputPathsMap.*
       Targets.InputTransformer.InputTemplate`,
      { in: 'target' },
    ),
    judged('ZT-13-ReleasesAreClosed', 'EventPattern State', { in: 'pipeline' }),
    judged('ZT-13-PeopleAreTold', 'Targets.InputTransformer.InputPathsMap.* Targets.InputTransformer.InputTemplate', {
      in: 'pipeline',
    }),
    judged('ZT-14-Tags', 'Tags'),
    judged('ZT-15-EnvironmentInNames', 'Name', { in: 'target' }),
    harmless(NAMES_ARE_LABELS, text, 'Name', { in: 'pipeline' }),
    harmless(NAMES_ARE_LABELS, text, 'Targets.Id'),
    harmless(DESCRIBES, text, 'Description'),
    notAllowed(
      `EventBusName RoleArn Targets.BatchParameters Targets.DeadLetterConfig Targets.EcsParameters
       Targets.HttpParameters Targets.KinesisParameters
       Targets.RedshiftDataParameters Targets.RetryPolicy Targets.RunCommandParameters
       Targets.SageMakerPipelineParameters Targets.SqsParameters Targets.AppSyncParameters`,
    ),
  ],
  'AWS::SNS::Topic': [
    judged('ZT-13-AlarmsReachSomebody', 'KmsMasterKeyId', { in: 'target' }),
    judged('ZT-13-PeopleAreTold', 'KmsMasterKeyId', { in: 'pipeline' }),
    harmless(NAMES_ARE_LABELS, text, 'TopicName', { in: 'pipeline' }),
    judged('ZT-14-Tags', 'Tags'),
    judged('ZT-15-EnvironmentInNames', 'TopicName', { in: 'target' }),
    notAllowed(
      `SignatureVersion TracingConfig DisplayName FifoTopic ContentBasedDeduplication Subscription DataProtectionPolicy
       ArchivePolicy FifoThroughputScope MaximumMessageSize DeliveryStatusLogging`,
    ),
  ],
  'AWS::SNS::TopicPolicy': [
    held(topic, 'Topics'),
    judgedPolicy('ZT-13-AlarmsReachSomebody', 'PolicyDocument', { in: 'target' }),
    judgedPolicy('ZT-13-PeopleAreTold', 'PolicyDocument', { in: 'pipeline' }),
  ],
  'AWS::SNS::Subscription': [
    held(topic, 'TopicArn'),
    judged('ZT-05-TopicsGuarded', 'Protocol Endpoint RedrivePolicy', { in: 'target' }),
    judged('ZT-13-PeopleAreTold', 'Protocol Endpoint', { in: 'pipeline' }),
    notAllowed(
      `DeliveryPolicy FilterPolicy FilterPolicyScope RawMessageDelivery Region SubscriptionRoleArn ReplayPolicy`,
    ),
  ],
  'AWS::SQS::Queue': [
    judged('ZT-05-QueuesGuarded', 'KmsMasterKeyId'),
    judged('ZT-14-Tags', 'Tags'),
    judged('ZT-15-EnvironmentInNames', 'QueueName', { in: 'target' }),
    harmless(NAMES_ARE_LABELS, text, 'QueueName', { in: 'pipeline' }),
    harmless('a letter waits for somebody to look', count(345_600, 1_209_600), 'MessageRetentionPeriod'),
    judged('ZT-05-QueuesGuarded', 'RedrivePolicy'),
    notAllowed(
      `ReceiveMessageWaitTimeSeconds FifoThroughputLimit FifoQueue MaximumMessageSize VisibilityTimeout
       KmsDataKeyReusePeriodSeconds RedriveAllowPolicy SqsManagedSseEnabled DelaySeconds DeduplicationScope
       ContentBasedDeduplication`,
    ),
  ],
  'AWS::SQS::QueuePolicy': [
    held(resourceOf('AWS::SQS::Queue'), 'Queues'),
    judgedPolicy('ZT-05-QueuesGuarded', 'PolicyDocument'),
  ],
};
