import { describe, expect, test } from '@jest/globals';
import type { Principal, RequestContext } from '../../lib/policy';
import { ALLOW_ALL, deliveredTarget, type Expected, NAMES, OTHER_ACCOUNT, says, service, TLS } from './_helpers/asking';

describe.each(NAMES)('in %s', (name) => {
  const { data, account, arn, logsKey, bucket, session, encrypted } = deliveredTarget(name);

  describe('the policy of the data bucket, under an Allow for everything', () => {
    const policy = data.policy(data.one('AWS::S3::BucketPolicy', 'StorageData'), 'PolicyDocument');
    const admin = session('admin');

    test.each<[string, Expected, string, RequestContext]>([
      ['allows a put with the data key', 'allow', 's3:PutObject', encrypted],
      ['refuses a put without encryption', 'explicit deny', 's3:PutObject', TLS],
      [
        'refuses a put with SSE-S3',
        'explicit deny',
        's3:PutObject',
        { ...TLS, 's3:x-amz-server-side-encryption': 'AES256' },
      ],
      [
        'refuses a put with the default KMS key',
        'explicit deny',
        's3:PutObject',
        { ...TLS, 's3:x-amz-server-side-encryption': 'aws:kms' },
      ],
      [
        'refuses a put with another key',
        'explicit deny',
        's3:PutObject',
        { ...encrypted, 's3:x-amz-server-side-encryption-aws-kms-key-id': logsKey },
      ],
      [
        'refuses a put with the data key in another way',
        'explicit deny',
        's3:PutObject',
        { ...encrypted, 's3:x-amz-server-side-encryption': 'aws:kms:dsse' },
      ],
      ['refuses a put without TLS', 'explicit deny', 's3:PutObject', { ...encrypted, 'aws:SecureTransport': 'false' }],
      ['refuses a put with TLS 1.1', 'explicit deny', 's3:PutObject', { ...encrypted, 's3:TlsVersion': '1.1' }],
      ['allows a get', 'allow', 's3:GetObject', TLS],
      ['refuses a get without TLS', 'explicit deny', 's3:GetObject', { 'aws:SecureTransport': 'false' }],
      [
        'refuses a get with TLS 1.0',
        'explicit deny',
        's3:GetObject',
        { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.0' },
      ],
    ])('ZT-08 %s', (_, expected, action, context) => {
      expect(says([policy, ALLOW_ALL], admin, action, `${bucket}/incoming/a.ndjson`, context)).toBe(expected);
    });

    test.each<[string, Principal]>([
      ['another account', session('admin', OTHER_ACCOUNT)],
      ["another environment's workload", session('data-processing-other-us-east-1', OTHER_ACCOUNT)],
      ['nobody in particular', { kind: 'anonymous' }],
      ['a service', service('cloudtrail.amazonaws.com')],
    ])('ZT-08 gives nothing to %s by itself', (_, principal) => {
      for (const action of ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']) {
        expect(says([policy], principal, action, `${bucket}/incoming/a.ndjson`, encrypted)).toBe('implicit deny');
      }
      expect(says([policy], principal, 's3:ListBucket', bucket, TLS)).toBe('implicit deny');
    });
  });

  describe('the policy of the access-log bucket', () => {
    const policy = data.policy(data.one('AWS::S3::BucketPolicy', 'StorageAccessLogs'), 'PolicyDocument');
    const logs = arn('AWS::S3::Bucket', 'StorageAccessLogs');
    const logging = service('logging.s3.amazonaws.com');
    const delivery = { ...TLS, 'aws:SourceAccount': account, 'aws:SourceArn': bucket };

    test.each<[string, Expected, Principal, RequestContext]>([
      ['allows delivery for the data bucket', 'allow', logging, delivery],
      [
        'refuses delivery for a bucket of another account',
        'implicit deny',
        logging,
        { ...delivery, 'aws:SourceAccount': OTHER_ACCOUNT },
      ],
      [
        'refuses delivery for another bucket',
        'implicit deny',
        logging,
        { ...delivery, 'aws:SourceArn': 'arn:aws:s3:::somebody-elses' },
      ],
      ['refuses delivery from nowhere', 'implicit deny', logging, TLS],
      ['refuses another service', 'implicit deny', service('delivery.logs.amazonaws.com'), delivery],
      ['refuses delivery without TLS', 'explicit deny', logging, { ...delivery, 'aws:SecureTransport': 'false' }],
    ])('ZT-08 %s', (_, expected, principal, context) => {
      expect(says([policy], principal, 's3:PutObject', `${logs}/data/2025-01-01`, context)).toBe(expected);
    });
  });
});
