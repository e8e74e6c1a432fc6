import { expect, test } from '@jest/globals';
import { logGroupsEncryptedAndKept } from '../../../lib/gate/rules/log-groups-encrypted-and-kept';
import { Target } from '../../../lib/gate/templates/target';
import { templatesOfDev } from '../_helpers/target';

const KEPT = { KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] }, RetentionInDays: 90 };

const checked = (properties: Readonly<Record<string, unknown>> | undefined, logRetentionDays?: number) => {
  const group = { Type: 'AWS::Logs::LogGroup', ...(properties && { Properties: properties }) };
  const template = { Resources: { Good: { Type: 'AWS::Logs::LogGroup', Properties: KEPT }, Group: group } };
  const place = { path: 'Data', templateFile: 'Data.json', account: '222222222222', region: 'us-east-1' };
  const stack = { ...place, template, ...(logRetentionDays && { logRetentionDays }) };
  return logGroupsEncryptedAndKept
    .check(new Target([stack]))
    .map(({ logicalId, because }) => `${logicalId}: ${because}`);
};

test('ZT-07 passes the stacks of a target', () => {
  const stacks = templatesOfDev();
  const groups = stacks.flatMap(({ template }) => Object.values(template.Resources ?? {}));
  expect(groups.filter(({ Type }) => Type === 'AWS::Logs::LogGroup').length).toBeGreaterThanOrEqual(4);
  expect(logGroupsEncryptedAndKept.check(new Target(stacks))).toEqual([]);
});

test('ZT-07 passes a log group with a key and 90 days', () => {
  expect(checked(KEPT)).toEqual([]);
  expect(checked({ ...KEPT, KmsKeyId: 'arn:aws:kms:us-east-1:222222222222:key/1' })).toEqual([]);
});

test.each([
  ['no key', { RetentionInDays: 90 }, 'KmsKeyId is missing'],
  ['an empty key', { ...KEPT, KmsKeyId: '' }, 'KmsKeyId is ""'],
  ['null for a key', { ...KEPT, KmsKeyId: null }, 'KmsKeyId is null'],
  ['no value for a key', { ...KEPT, KmsKeyId: { Ref: 'AWS::NoValue' } }, 'KmsKeyId is {"Ref":"AWS::NoValue"}'],
  [
    'a key under a condition',
    { ...KEPT, KmsKeyId: { 'Fn::If': ['C', 'a', 'b'] } },
    'KmsKeyId is {"Fn::If":["C","a","b"]}',
  ],
  ['no retention', { KmsKeyId: KEPT.KmsKeyId }, 'RetentionInDays is missing'],
  ['89 days', { ...KEPT, RetentionInDays: 89 }, 'RetentionInDays is 89'],
  ['days that AWS does not take', { ...KEPT, RetentionInDays: 91 }, 'RetentionInDays is 91'],
  ['days as a text', { ...KEPT, RetentionInDays: '90' }, 'RetentionInDays is "90"'],
  [
    'days that only the deployment knows',
    { ...KEPT, RetentionInDays: { Ref: 'Days' } },
    'RetentionInDays is {"Ref":"Days"}',
  ],
])('ZT-07 finds a log group among good ones with %s', (_, properties, because) => {
  expect(checked(properties)).toEqual([`Group: ${because}`]);
});

test('ZT-07 holds a log group to the days that are promised, and to at least 90 where nothing is', () => {
  const year = { ...KEPT, RetentionInDays: 365 };
  expect(checked(year)).toEqual([]);
  expect(checked(year, 90)).toEqual([
    'Group: RetentionInDays is 365, and 90 are promised (logRetentionDays in delivery.config.ts)',
  ]);
});

test('ZT-07 finds a log group without any property twice', () => {
  expect(checked(undefined)).toEqual(['Group: KmsKeyId is missing', 'Group: RetentionInDays is missing']);
});
