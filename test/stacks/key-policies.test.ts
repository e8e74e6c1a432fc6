import { describe, expect, test } from '@jest/globals';
import type { Principal, RequestContext } from '../../lib/policy';
import { deliveredTarget, NAMES, OTHER_ACCOUNT, says, service } from './_helpers/asking';

describe.each(NAMES)('in %s', (name) => {
  const { data, account, region, arn, logsKey, session, workload } = deliveredTarget(name);

  describe('the policy of the logs key', () => {
    const policy = data.policy(data.one('AWS::KMS::Key', 'LogsKey'), 'KeyPolicy');
    const group = (owner: string, place: string) => ({
      'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${place}:${owner}:log-group:/aws/lambda/data-processing-${name}`,
    });
    const NEEDED = [
      'kms:Encrypt',
      'kms:Decrypt',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:CreateGrant',
      'kms:DescribeKey',
    ];
    const logs = service(`logs.${region}.amazonaws.com`);

    test.each(NEEDED)('ZT-06 allows CloudWatch Logs %s for a log group of this account', (action) => {
      expect(says([policy], logs, action, logsKey, group(account, region))).toBe('allow');
    });

    test.each<[string, Principal, string, RequestContext]>([
      ["another account's log group", logs, 'kms:Decrypt', group(OTHER_ACCOUNT, region)],
      ["another region's log group", logs, 'kms:Decrypt', group(account, 'eu-west-1')],
      ['no log group at all', logs, 'kms:Decrypt', {}],
      ['a resource of another service', logs, 'kms:Decrypt', { 'kms:EncryptionContext:aws:cloudtrail:arn': 'x' }],
      [
        'CloudWatch Logs of another region',
        service('logs.eu-west-1.amazonaws.com'),
        'kms:Decrypt',
        group(account, region),
      ],
      ['CloudWatch Logs without a region', service('logs.amazonaws.com'), 'kms:Decrypt', group(account, region)],
      ['another service', service('lambda.amazonaws.com'), 'kms:Decrypt', group(account, region)],
      ['a role of another account', session('admin', OTHER_ACCOUNT), 'kms:Decrypt', group(account, region)],
      ['the deletion of the key', logs, 'kms:ScheduleKeyDeletion', group(account, region)],
      ['a new policy', logs, 'kms:PutKeyPolicy', group(account, region)],
    ])('ZT-06 refuses %s', (_, principal, action, context) => {
      expect(says([policy], principal, action, logsKey, context)).toBe('implicit deny');
    });
  });

  describe.each(['DataKey', 'SecretsKey'])('the policy of %s', (prefix) => {
    const policy = data.policy(data.one('AWS::KMS::Key', prefix), 'KeyPolicy');
    const key = arn('AWS::KMS::Key', prefix);

    test.each(['logs', 's3', 'sqs', 'secretsmanager', 'lambda', 'cloudtrail'])('lets no service in: not %s', (name) => {
      for (const principal of [service(`${name}.amazonaws.com`), service(`${name}.${region}.amazonaws.com`)]) {
        expect(says([policy], principal, 'kms:Decrypt', key, { 'aws:SourceAccount': account })).toBe('implicit deny');
      }
    });

    test("leaves roles of this account to their own policies, and another account's outside", () => {
      const context = { 'kms:ViaService': `s3.${region}.amazonaws.com` };
      expect(says([policy], workload, 'kms:Decrypt', key, context)).toBe('allow');
      expect(says([policy], session('admin', OTHER_ACCOUNT), 'kms:Decrypt', key, context)).toBe('implicit deny');
      expect(says([policy], { kind: 'anonymous' }, 'kms:Decrypt', key, context)).toBe('implicit deny');
    });
  });
});
