import { describe, expect, test } from '@jest/globals';
import { deliveredTarget, NAMES } from './_helpers/asking';

/** How long the audit trail is kept: a year where data goes, six years and two leap days where it stays. */
const AUDIT_DAYS = { dev: 365, prod: 2192 } as const;

describe.each(NAMES)('what watches %s', (name) => {
  const { data, account, region, bucket } = deliveredTarget(name);
  const ref = (type: string, prefix: string) => ({ Ref: data.one(type, prefix).id });
  const attribute = (type: string, prefix: string) => ({ 'Fn::GetAtt': [data.one(type, prefix).id, 'Arn'] });
  const topic = { Ref: data.one('AWS::SNS::Topic').id };
  const logsKey = attribute('AWS::KMS::Key', 'LogsKey');

  test('ZT-12 logs every region, and validates its files', () => {
    expect(data.one('AWS::CloudTrail::Trail').Properties).toMatchObject({
      TrailName: `data-trail-${name}-us-east-1`,
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
    });
  });

  test('ZT-12 encrypts its files and events with the logs key', () => {
    const trail = data.one('AWS::CloudTrail::Trail').Properties;
    expect(trail).toMatchObject({ KMSKeyId: logsKey, S3BucketName: ref('AWS::S3::Bucket', 'AuditBucket') });
    expect(trail['CloudWatchLogsLogGroupArn']).toEqual(attribute('AWS::Logs::LogGroup', 'AuditLogs'));
    expect(data.one('AWS::S3::Bucket', 'AuditBucket').Properties['BucketEncryption']).toEqual({
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: logsKey },
        },
      ],
    });
  });

  test('ZT-12 records management events and every access to the data bucket, reads too', () => {
    const { EventSelectors: selectors } = data.one('AWS::CloudTrail::Trail').Properties;
    expect(data.value(selectors)).toEqual([
      {
        ReadWriteType: 'All',
        IncludeManagementEvents: true,
        DataResources: [{ Type: 'AWS::S3::Object', Values: [`${bucket}/`] }],
      },
    ]);
  });

  test('ZT-12 keeps the record as long as configured', () => {
    const { LifecycleConfiguration: lifecycle } = data.one('AWS::S3::Bucket', 'AuditBucket').Properties;
    expect(lifecycle).toEqual({
      Rules: [
        {
          Id: 'AuditRetention',
          Status: 'Enabled',
          ExpirationInDays: AUDIT_DAYS[name],
          NoncurrentVersionExpiration: { NoncurrentDays: AUDIT_DAYS[name] },
        },
        { Id: 'IncompleteUploads', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
      ],
    });
  });

  test('ZT-12 waits for the policy of its bucket and the permissions of its role', () => {
    const { DependsOn: awaited = [] } = data.one('AWS::CloudTrail::Trail');
    expect(awaited).toContain(data.one('AWS::S3::BucketPolicy', 'AuditBucket').id);
    expect(awaited).toContain(data.one('AWS::IAM::ManagedPolicy', 'AuditPermissions').id);
  });

  test.each(['data-processing', 'rotate-key-ring'])(
    'ZT-13 raises an alarm when %s fails or is throttled',
    (watched) => {
      for (const [kind, metric] of [
        ['Errors', 'Errors'],
        ['Throttles', 'Throttles'],
      ]) {
        const [fn] = data
          .all('AWS::Lambda::Function')
          .filter(({ Properties }) => Properties['FunctionName'] === `${watched}-${name}`);
        const [alarm] = data
          .all('AWS::CloudWatch::Alarm')
          .filter(({ Properties }) => Properties['AlarmName'] === `${watched}-${name}-${kind}`);
        expect(alarm?.Properties).toMatchObject({
          Namespace: 'AWS/Lambda',
          MetricName: metric,
          Statistic: 'Sum',
          Period: 300,
          EvaluationPeriods: 1,
          Threshold: 0,
          ComparisonOperator: 'GreaterThanThreshold',
          TreatMissingData: 'notBreaching',
          AlarmActions: [topic],
          Dimensions: [{ Name: 'FunctionName', Value: { Ref: fn?.id } }],
        });
      }
    },
  );

  test.each(['data-processing', 'rotate-key-ring'])('ZT-13 raises an alarm for a dead letter of %s', (watched) => {
    const [alarm] = data
      .all('AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => Properties['AlarmName'] === `${watched}-${name}-DeadLetters`);
    const [queue] = data
      .all('AWS::SQS::Queue')
      .filter(({ Properties }) => Properties['QueueName'] === `${watched}-${name}-dead-letters`);
    expect(alarm?.Properties).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Statistic: 'Maximum',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      AlarmActions: [topic],
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue?.id, 'QueueName'] } }],
    });
  });

  test('ZT-13 encrypts the topic with the logs key', () => {
    expect(data.one('AWS::SNS::Topic').Properties).toMatchObject({
      TopicName: `data-alarms-${name}`,
      KmsMasterKeyId: logsKey,
    });
  });

  test('ZT-13 reports a disabled or dying key, each of the three', () => {
    const keys = data.all('AWS::KMS::Key').map(({ id }) => ({ 'Fn::GetAtt': [id, 'Arn'] }));
    expect(data.one('AWS::Events::Rule', 'AlarmsEndangeredKey').Properties).toMatchObject({
      State: 'ENABLED',
      EventPattern: {
        source: ['aws.kms'],
        'detail-type': ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: ['kms.amazonaws.com'],
          eventName: ['DisableKey', 'ScheduleKeyDeletion'],
          resources: { ARN: keys },
        },
      },
      Targets: [{ Arn: topic }],
    });
  });

  test('ZT-13 reports a failed rotation of the key ring', () => {
    expect(data.one('AWS::Events::Rule', 'AlarmsFailedRotation').Properties).toMatchObject({
      State: 'ENABLED',
      EventPattern: {
        source: ['aws.secretsmanager'],
        detail: {
          eventName: ['RotationFailed'],
          additionalEventData: { SecretId: [{ Ref: data.one('AWS::SecretsManager::Secret').id }] },
        },
      },
      Targets: [{ Arn: topic }],
    });
  });

  test('ZT-15 lets go of deleted data after the time of the audit record', () => {
    const { LifecycleConfiguration: lifecycle } = data.one('AWS::S3::Bucket', 'StorageData').Properties;
    expect((lifecycle as { Rules: unknown[] }).Rules).toContainEqual({
      Id: 'DeletedData',
      Status: 'Enabled',
      NoncurrentVersionExpiration: { NoncurrentDays: AUDIT_DAYS[name] },
      ExpiredObjectDeleteMarker: true,
    });
  });

  test('ZT-16 moves data to Intelligent-Tiering at once', () => {
    const { LifecycleConfiguration: lifecycle } = data.one('AWS::S3::Bucket', 'StorageData').Properties;
    expect((lifecycle as { Rules: unknown[] }).Rules).toContainEqual({
      Id: 'IntelligentTiering',
      Status: 'Enabled',
      Transitions: [{ StorageClass: 'INTELLIGENT_TIERING', TransitionInDays: 0 }],
    });
    expect(bucket).toBe(`arn:aws:s3:::data-${name}-${account}-${region}`);
  });
});
