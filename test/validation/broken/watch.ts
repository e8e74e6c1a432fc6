import { ACCOUNT, type Breakage } from './live-target';

const HOURS = 3_600_000;
const SECRET = 'data-processing/key-ring-dev';
const TRAIL = 'data-trail-dev-us-east-1';

/** ZT-10 to ZT-14. The flow log comes last: what puts it right makes another one, which no stack has tagged. */
export const WATCH: readonly Breakage[] = [
  {
    check: 'secrets-encrypted',
    by: 'the secret moved to the default key (aws secretsmanager update-secret)',
    says: /encrypted with the default key of Secrets Manager, not with arn:aws:kms/,
    how: async (target) => {
      const argv = ['--secret-id', SECRET, '--kms-key-id', 'alias/aws/secretsmanager'];
      await target.aws('secretsmanager', 'update-secret', ...argv);
      const KmsKeyId = target.keyArn('SecretsKey');
      return () => target.call('secretsmanager', 'UpdateSecret', { SecretId: SECRET, KmsKeyId });
    },
  },
  {
    check: 'secrets-rotate',
    by: 'rotation cancelled',
    says: /it does not rotate/,
    how: async (target) => {
      await target.call('secretsmanager', 'CancelRotateSecret', { SecretId: SECRET });
      return () =>
        target.call('secretsmanager', 'RotateSecret', {
          SecretId: SECRET,
          RotationLambdaARN: 'arn:aws:lambda:us-east-1:222222222222:function:rotate-key-ring-dev',
          RotationRules: { AutomaticallyAfterDays: 90 },
        });
    },
  },
  {
    check: 'secret-versions',
    by: 'a version that stays pending, two hours later',
    says: /has been pending since a rotation that did not end/,
    later: 2 * HOURS,
    how: async (target) => {
      const value = { SecretId: SECRET, SecretString: '{}', VersionStages: ['AWSPENDING'] };
      const { VersionId } = await target.call('secretsmanager', 'PutSecretValue', value);
      const stage = { SecretId: SECRET, VersionStage: 'AWSPENDING', RemoveFromVersionId: VersionId };
      return () => target.call('secretsmanager', 'UpdateSecretVersionStage', stage);
    },
  },
  {
    check: 'trail-logging',
    by: 'the trail stopped (aws cloudtrail stop-logging)',
    says: /the trail is stopped: nothing is recorded/,
    how: async (target) => {
      await target.aws('cloudtrail', 'stop-logging', '--name', TRAIL);
      return () => target.call('cloudtrail', 'StartLogging', { Name: TRAIL });
    },
  },
  {
    check: 'trail-records',
    by: 'data events taken out of the trail',
    says: /no event selector records every read and write of data-dev-/,
    how: async (target) => {
      const { EventSelectors: before } = await target.call('cloudtrail', 'GetEventSelectors', { TrailName: TRAIL });
      const put = (EventSelectors: unknown) =>
        target.call('cloudtrail', 'PutEventSelectors', { TrailName: TRAIL, EventSelectors });
      await put([{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [] }]);
      return () => put(before);
    },
  },
  {
    check: 'alarms-armed',
    by: 'the actions of an alarm disabled',
    says: /its actions are disabled: it tells nobody/,
    how: async (target) => {
      const found = await target.call('cloudwatch', 'DescribeAlarms', { AlarmNames: ['data-processing-dev-Errors'] });
      const [alarm] = found['MetricAlarms'] as object[];
      const put = (ActionsEnabled: boolean) =>
        target.call('cloudwatch', 'PutMetricAlarm', { ...alarm, ActionsEnabled });
      await put(false);
      return () => put(true);
    },
  },
  {
    check: 'alarm-topic',
    by: 'encryption of the topic switched off',
    says: /it is encrypted with no key/,
    how: async (target) => {
      const TopicArn = target.id('SNS::Topic', 'Alarms');
      const put = (AttributeValue: string) =>
        target.call('sns', 'SetTopicAttributes', { TopicArn, AttributeName: 'KmsMasterKeyId', AttributeValue });
      await put('');
      return () => put(target.keyArn('LogsKey'));
    },
  },
  {
    check: 'alarm-events',
    by: 'the rule for endangered keys disabled',
    says: /the rule is DISABLED/,
    how: async (target) => {
      const Name = target.id('Events::Rule', 'AlarmsEndangeredKey');
      await target.call('events', 'DisableRule', { Name });
      return () => target.call('events', 'EnableRule', { Name });
    },
  },
  {
    check: 'tags',
    by: 'a tag taken from a queue',
    says: /its tags are not as they should be: Owner is missing/,
    how: async (target) => {
      const QueueUrl = target.id('SQS::Queue', 'ProcessingWorkloadDeadLetters');
      await target.call('sqs', 'UntagQueue', { QueueUrl, TagKeys: ['Owner'] });
      return () => target.call('sqs', 'TagQueue', { QueueUrl, Tags: { Owner: 'platform-team' } });
    },
  },
  {
    check: 'flow-logs',
    by: 'the flow log deleted',
    says: /it has no flow log/,
    how: async (target) => {
      await target.call('ec2', 'DeleteFlowLogs', { FlowLogIds: [target.id('EC2::FlowLog')] });
      return () =>
        target.call('ec2', 'CreateFlowLogs', {
          ResourceIds: [target.id('EC2::VPC')],
          ResourceType: 'VPC',
          TrafficType: 'ALL',
          LogGroupName: '/data/dev/flow-logs',
          DeliverLogsPermissionArn: `arn:aws:iam::${ACCOUNT}:role/${target.id('IAM::Role', 'NetworkFlowLogRole')}`,
        });
    },
  },
];
