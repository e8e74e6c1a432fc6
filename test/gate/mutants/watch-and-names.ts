import type { Mutant, Workbench } from './mutant';

const SECRET = 'AWS::SecretsManager::Secret';
const TRAIL = 'AWS::CloudTrail::Trail';

const trusts = (service: string, condition: object) => ({
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal: { Service: service },
  Condition: condition,
});

/** Makes a statement of the logs key take for certain what a service is only thought to send. */
const strictly = (target: Workbench, sid: string): void => {
  const policy = target.one('LogsKey', 'AWS::KMS::Key').Properties['KeyPolicy'] as { Statement: { Sid?: string }[] };
  const strict = policy.Statement.map((each) =>
    each.Sid === sid ? JSON.parse(JSON.stringify(each).replaceAll('IfExists', '')) : each,
  );
  policy.Statement.splice(0, strict.length, ...strict);
};

/** ZT-10 and ZT-12 to ZT-15, each broken in several ways. */
export const WATCH_AND_NAMES: readonly Mutant[] = [
  {
    fault: 'a secret has the key of Secrets Manager',
    rule: 'ZT-10-SecretsRotate',
    break: (target) => target.set('KeyRing', SECRET, 'KmsKeyId', undefined),
  },
  {
    fault: 'nothing rotates a secret',
    rule: 'ZT-10-SecretsRotate',
    break: (target) => target.remove('KeyRingRotationSchedule'),
  },
  {
    fault: 'a secret is rotated every 91 days',
    rule: 'ZT-10-SecretsRotate',
    break: (target) => target.set('KeyRingRotationSchedule', '', 'RotationRules.AutomaticallyAfterDays', 91),
  },
  {
    fault: 'Secrets Manager may not call the rotation',
    rule: 'ZT-10-SecretsRotate',
    break: (target) => target.remove('KeyRingRotationMayInvoke'),
  },
  {
    fault: 'a secret stands in the template',
    rule: 'ZT-10-SecretsRotate',
    break: (target) => target.set('KeyRing', SECRET, 'SecretString', 'hunter2'),
  },
  {
    fault: 'the trail is gone',
    rule: 'ZT-12-TrailRecordsData',
    break: (target) => target.remove('AuditTrail'),
  },
  ...(
    [
      ['does not log', 'IsLogging', false],
      ['validates no files', 'EnableLogFileValidation', false],
      ['has no key', 'KMSKeyId', undefined],
      ['records no data events', 'EventSelectors', [{ IncludeManagementEvents: true, ReadWriteType: 'All' }]],
      ['sees one region only', 'IsMultiRegionTrail', false],
    ] as const
  ).map(([what, property, value]) => ({
    fault: `the trail ${what}`,
    rule: 'ZT-12-TrailRecordsData',
    break: (target: Workbench) => target.set('AuditTrail', TRAIL, property, value),
  })),
  {
    fault: "the trust of the trail's role demands a key that CloudTrail may not send",
    rule: 'ZT-12-TrailRecordsData',
    break: (target) =>
      target.set('AuditRole', 'AWS::IAM::Role', 'AssumeRolePolicyDocument.Statement', [
        trusts('cloudtrail.amazonaws.com', { StringEquals: { 'aws:SourceAccount': '222222222222' } }),
      ]),
  },
  {
    fault: "the trail's key lets CloudTrail decrypt for a bucket key only if it says for which trail",
    rule: 'ZT-12-TrailRecordsData',
    break: (target) => strictly(target, 'Enable CloudTrail to use the bucket key'),
  },
  {
    fault: 'the key lets alarms in only if they send what they are reported to send',
    rule: 'ZT-13-AlarmsReachSomebody',
    break: (target) => strictly(target, 'Enable cloudwatch.amazonaws.com to publish alarms'),
  },
  {
    fault: 'a rule tells the topic as EventBridge, which its policy does not know',
    rule: 'ZT-13-AlarmsReachSomebody',
    break: (target) => {
      const [rule] = target.one('AlarmsEndangeredKey').Properties['Targets'] as { RoleArn?: unknown }[];
      delete rule?.RoleArn;
    },
  },
  {
    fault: 'the role of a rule trusts EventBridge of everybody',
    rule: 'ZT-13-AlarmsReachSomebody',
    break: (target) =>
      target.set('AlarmsPublisher', 'AWS::IAM::Role', 'AssumeRolePolicyDocument.Statement', [
        trusts('events.amazonaws.com', {}),
      ]),
  },
  {
    fault: 'the policy of the topic refuses the role of a rule',
    rule: 'ZT-13-AlarmsReachSomebody',
    break: (target) => {
      const { Statement: statements } = target.one('AlarmsTopicPolicy').Properties['PolicyDocument'] as {
        Statement: unknown[];
      };
      const roles = { StringEquals: { 'aws:PrincipalAccount': '222222222222' } };
      const deny = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sns:Publish', Resource: '*' };
      statements.push({ ...deny, Condition: roles });
    },
  },
  {
    fault: 'the role of a rule may not use the key of the topic',
    rule: 'ZT-13-AlarmsReachSomebody',
    break: (target) => {
      const { Statement: statements } = target.one('AlarmsPublisherPermissions').Properties['PolicyDocument'] as {
        Statement: unknown[];
      };
      statements.pop();
    },
  },
  ...['Errors', 'Throttles', 'DeadLetters'].map((metric) => ({
    fault: `no alarm for ${metric} of the workload`,
    rule: 'ZT-13-AlarmsReachSomebody',
    break: (target: Workbench) => target.remove(`Alarmsdataprocessing${metric}`),
  })),
  {
    fault: 'an alarm tells nobody',
    rule: 'ZT-13-AlarmsReachSomebody',
    break: (target) => target.set('AlarmsdataprocessingErrors', '', 'AlarmActions', []),
  },
  {
    fault: 'the topic is not encrypted',
    rule: 'ZT-13-AlarmsReachSomebody',
    break: (target) => target.set('AlarmsTopic', 'AWS::SNS::Topic', 'KmsMasterKeyId', undefined),
  },
  {
    fault: 'everybody may publish to the topic',
    rule: 'ZT-13-AlarmsReachSomebody',
    break: (target) =>
      target
        .statements('AlarmsTopicPolicy', '', 'PolicyDocument')
        .push({ Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: '*' }),
  },
  {
    fault: 'nobody hears of a disabled key',
    rule: 'ZT-13-EventsOfKeysAndSecrets',
    break: (target) => target.remove('AlarmsEndangeredKey'),
  },
  {
    fault: 'the rule for failed rotations is off',
    rule: 'ZT-13-EventsOfKeysAndSecrets',
    break: (target) => target.set('AlarmsFailedRotation', '', 'State', 'DISABLED'),
  },
  {
    fault: 'a key is not among those that are watched',
    rule: 'ZT-13-EventsOfKeysAndSecrets',
    break: (target) => {
      const pattern = target.one('AlarmsEndangeredKey').Properties['EventPattern'] as {
        detail: { resources: { ARN: unknown[] } };
      };
      pattern.detail.resources.ARN.pop();
    },
  },
  {
    fault: 'a bucket has no tags',
    rule: 'ZT-14-Tags',
    break: (target) => target.set('StorageData6', 'AWS::S3::Bucket', 'Tags', undefined),
  },
  {
    fault: 'a bucket says that it holds public data',
    rule: 'ZT-14-Tags',
    break: (target) => {
      const tags = target.one('StorageData6').Properties['Tags'] as { Key: string; Value: string }[];
      for (const tag of tags) if (tag.Key === 'DataClassification') tag.Value = 'Public';
    },
  },
  {
    fault: 'a log group lacks the environment in its name',
    rule: 'ZT-15-EnvironmentInNames',
    break: (target) => target.set('FlowLogs', 'AWS::Logs::LogGroup', 'LogGroupName', '/data/flow-logs'),
  },
  {
    fault: 'a role lacks the region in its name',
    rule: 'ZT-15-EnvironmentInNames',
    break: (target) => target.set('ProcessingWorkloadRole', '', 'RoleName', 'data-processing-dev'),
  },
  {
    fault: 'a trail lacks the region in its name',
    rule: 'ZT-15-EnvironmentInNames',
    break: (target) => target.set('AuditTrail', 'AWS::CloudTrail::Trail', 'TrailName', 'data-trail-dev'),
  },
  {
    fault: 'a bucket lacks the account in its name',
    rule: 'ZT-15-EnvironmentInNames',
    break: (target) => target.set('AuditBucket', 'AWS::S3::Bucket', 'BucketName', 'data-trail-dev-us-east-1'),
  },
  {
    fault: 'a bucket is left behind by a rolled-back creation',
    rule: 'ZT-15-KeptInProd',
    break: (target) => {
      target.one('StorageData6', 'AWS::S3::Bucket').DeletionPolicy = 'Retain';
    },
  },
];
