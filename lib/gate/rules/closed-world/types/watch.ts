import { count, oneOf, resourceOf, text } from '../shape';
import { harmless, held, judged, judgedPolicy, notAllowed, type PropertyState } from '../state';
import { DESCRIBES, NAMES_ARE_LABELS } from './because';

const topic = resourceOf('AWS::SNS::Topic');

/** Properties of what records, tells and keeps: logs, trails, alarms, events, topics and queues. */
export const WATCH: Readonly<Record<string, readonly PropertyState[]>> = {
  'AWS::Logs::LogGroup': [
    judged('ZT-07-LogGroupsEncryptedAndKept', 'KmsKeyId RetentionInDays'),
    judged('ZT-14-Tags', 'Tags'),
    judged('ZT-15-EnvironmentInNames', 'LogGroupName', { in: 'target' }),
    harmless(NAMES_ARE_LABELS, text, 'LogGroupName', { in: 'pipeline' }),
    notAllowed(
      `DataProtectionPolicy FieldIndexPolicies LogGroupClass ResourcePolicyDocument DeletionProtectionEnabled
       BearerTokenAuthenticationEnabled`,
    ),
  ],
  'AWS::CloudTrail::Trail': [
    judged('ZT-08-LogDeliveryBound', 'S3BucketName'),
    judged(
      'ZT-12-TrailRecordsData',
      `CloudWatchLogsLogGroupArn CloudWatchLogsRoleArn EnableLogFileValidation IncludeGlobalServiceEvents IsLogging
       IsMultiRegionTrail KMSKeyId EventSelectors.IncludeManagementEvents EventSelectors.ReadWriteType
       EventSelectors.ExcludeManagementEventSources EventSelectors.DataResources.Type EventSelectors.DataResources.Values`,
      { in: 'target' },
    ),
    judged('ZT-14-Tags', 'Tags'),
    judged('ZT-15-EnvironmentInNames', 'TrailName', { in: 'target' }),
    notAllowed(
      'S3KeyPrefix AdvancedEventSelectors IsOrganizationTrail InsightSelectors SnsTopicName AggregationConfigurations',
    ),
  ],
  'AWS::CloudWatch::Alarm': [
    judged(
      'ZT-13-AlarmsReachSomebody',
      `ActionsEnabled ComparisonOperator Dimensions.Name Dimensions.Value EvaluationPeriods MetricName Namespace Period
       Statistic Threshold`,
      { in: 'target' },
    ),
    held(topic, 'AlarmActions'),
    judged('ZT-14-Tags', 'Tags'),
    judged('ZT-15-EnvironmentInNames', 'AlarmName', { in: 'target' }),
    harmless(
      'what is counted only when it happens has no data points while nothing happens',
      oneOf('notBreaching', 'breaching', 'missing'),
      'TreatMissingData',
    ),
    notAllowed(
      `ThresholdMetricId EvaluateLowSampleCountPercentile ExtendedStatistic Unit OKActions Metrics AlarmDescription
       InsufficientDataActions DatapointsToAlarm WarmUpConfiguration EvaluationWindow EvaluationInterval EvaluationCriteria`,
    ),
  ],
  'AWS::Events::Rule': [
    held(resourceOf('AWS::SNS::Topic', 'AWS::Lambda::Function', 'AWS::CodePipeline::Pipeline'), 'Targets.Arn'),
    held(resourceOf('AWS::IAM::Role'), 'Targets.RoleArn'),
    judged('ZT-13-EventsOfKeysAndSecrets', 'EventPattern State', { in: 'target' }),
    harmless(
      'it wakes a function or pipeline of ours, which looks for itself at what has happened',
      text,
      'EventPattern State',
      { in: 'pipeline' },
    ),
    judged('ZT-14-Tags', 'Tags'),
    judged('ZT-15-EnvironmentInNames', 'Name', { in: 'target' }),
    harmless(NAMES_ARE_LABELS, text, 'Name', { in: 'pipeline' }),
    harmless(NAMES_ARE_LABELS, text, 'Targets.Id'),
    harmless(DESCRIBES, text, 'Description'),
    notAllowed(
      `EventBusName RoleArn ScheduleExpression Targets.BatchParameters Targets.DeadLetterConfig Targets.EcsParameters
       Targets.HttpParameters Targets.Input Targets.InputPath Targets.InputTransformer Targets.KinesisParameters
       Targets.RedshiftDataParameters Targets.RetryPolicy Targets.RunCommandParameters
       Targets.SageMakerPipelineParameters Targets.SqsParameters Targets.AppSyncParameters`,
    ),
  ],
  'AWS::SNS::Topic': [
    judged('ZT-13-AlarmsReachSomebody', 'KmsMasterKeyId', { in: 'target' }),
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
  ],
  'AWS::SNS::Subscription': [
    held(topic, 'TopicArn'),
    judged('ZT-05-TopicsGuarded', 'Protocol Endpoint RedrivePolicy', { in: 'target' }),
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
