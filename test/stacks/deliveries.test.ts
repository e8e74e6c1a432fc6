import { describe, expect, test } from '@jest/globals';
import { letsForOthers, letsService, type OnBehalfOf, type Principal, type RequestContext } from '../../lib/policy';
import { deliveredTarget, type Expected, NAMES, OTHER_ACCOUNT, says, service } from './_helpers/asking';

describe.each(NAMES)('in %s', (name) => {
  const { data, account, region, arn, logsKey } = deliveredTarget(name);

  describe('the audit trail', () => {
    const trail = `arn:aws:cloudtrail:${region}:${account}:trail/data-trail-${name}-${region}`;
    const bucketPolicy = data.policy(data.one('AWS::S3::BucketPolicy', 'AuditBucket'), 'PolicyDocument');
    const keyPolicy = data.policy(data.one('AWS::KMS::Key', 'LogsKey'), 'KeyPolicy');
    const files = arn('AWS::S3::Bucket', 'AuditBucket');
    const ours = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3', 'aws:SourceArn': trail };
    const theirs = { ...ours, 'aws:SourceArn': trail.replace(account, OTHER_ACCOUNT) };
    const another = { ...ours, 'aws:SourceArn': `${trail}-other` };
    const file = `${files}/AWSLogs/${account}/CloudTrail/us-east-1/file.json.gz`;

    test.each<[string, Expected, Principal, string, string, RequestContext]>([
      ['writes its files', 'allow', service('cloudtrail.amazonaws.com'), 's3:PutObject', file, ours],
      ['looks at its bucket', 'allow', service('cloudtrail.amazonaws.com'), 's3:GetBucketAcl', files, ours],
      ['may not delete a file', 'implicit deny', service('cloudtrail.amazonaws.com'), 's3:DeleteObject', file, ours],
      [
        'may not write elsewhere',
        'implicit deny',
        service('cloudtrail.amazonaws.com'),
        's3:PutObject',
        `${files}/other`,
        ours,
      ],
      [
        'of another account may not write',
        'implicit deny',
        service('cloudtrail.amazonaws.com'),
        's3:PutObject',
        file,
        theirs,
      ],
      [
        'by another name may not write',
        'implicit deny',
        service('cloudtrail.amazonaws.com'),
        's3:PutObject',
        file,
        another,
      ],
      [
        'may not write without TLS',
        'explicit deny',
        service('cloudtrail.amazonaws.com'),
        's3:PutObject',
        file,
        { ...ours, 'aws:SecureTransport': 'false' },
      ],
      [
        'is written by no other service',
        'implicit deny',
        service('logging.s3.amazonaws.com'),
        's3:PutObject',
        file,
        ours,
      ],
    ])('ZT-12 %s', (_, expected, principal, action, resource, context) => {
      expect(says([bucketPolicy], principal, action, resource, context)).toBe(expected);
    });

    test.each<[string, Expected, string, RequestContext]>([
      ['encrypts for this trail', 'allow', 'kms:GenerateDataKey', ours],
      ['encrypts for no other trail of this account', 'implicit deny', 'kms:GenerateDataKey', another],
      ['encrypts for no trail of another account', 'implicit deny', 'kms:GenerateDataKey', theirs],
      ['decrypts for this trail, whose bucket has a bucket key', 'allow', 'kms:Decrypt', ours],
      ['decrypts for no other', 'implicit deny', 'kms:Decrypt', another],
    ])('ZT-12 %s', (_, expected, action, context) => {
      const named = { ...context, 'kms:EncryptionContext:aws:cloudtrail:arn': `${context['aws:SourceArn']}` };
      expect(says([keyPolicy], service('cloudtrail.amazonaws.com'), action, logsKey, named)).toBe(expected);
    });
  });

  describe('the alarm topic', () => {
    const topic = String(data.value({ Ref: data.one('AWS::SNS::Topic').id }));
    const topicPolicy = data.policy(data.one('AWS::SNS::TopicPolicy'), 'PolicyDocument');
    const keyPolicy = data.policy(data.one('AWS::KMS::Key', 'LogsKey'), 'KeyPolicy');
    const source = `arn:aws:cloudwatch:${region}:${account}:alarm:any`;
    const alarm: OnBehalfOf = { account, region, topic, source };

    test('ZT-13 is told by alarms of this account, whatever they send, and through its key', () => {
      expect(letsService([topicPolicy], 'alarm-publishes', topic, alarm)).toEqual({ is: 'yes' });
      expect(letsService([keyPolicy], 'alarm-encrypts', logsKey, alarm)).toEqual({ is: 'yes' });
    });

    test('ZT-13 is not told by alarms of another account', () => {
      expect(letsForOthers([topicPolicy], 'alarm-publishes', alarm)).toBeUndefined();
      expect(letsForOthers([keyPolicy], 'alarm-encrypts', alarm)).toBeUndefined();
    });

    test('ZT-13 does not know EventBridge, which no condition of it could bind to this account', () => {
      for (const policy of [topicPolicy, keyPolicy])
        expect(JSON.stringify(policy)).not.toContain('events.amazonaws.com');
    });
  });
});
