import { describe, expect, test } from '@jest/globals';
import { iamAction } from './_helpers/iam-action';

describe('the permission of a call', () => {
  test.each([
    ['CloudWatchLogs', 'DescribeLogGroups', 'logs:DescribeLogGroups'],
    ['S3', 'GetBucketEncryption', 's3:GetEncryptionConfiguration'],
    ['Lambda', 'Invoke', 'lambda:InvokeFunction'],
    ['STS', 'GetCallerIdentity', undefined],
  ])('%s %s is %s', (service, operation, action) => {
    expect(iamAction({ service, operation })).toBe(action);
  });

  test('fails for a service nobody has listed', () => {
    expect(() => iamAction({ service: 'Braket', operation: 'GetJob' })).toThrow('no prefix of IAM is known for Braket');
  });
});
