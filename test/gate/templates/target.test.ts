import { describe, expect, test } from '@jest/globals';
import { Unresolved } from '../../../lib/gate/templates/intrinsics';
import { Target } from '../../../lib/gate/templates/target';
import type { StackTemplate, Template } from '../../../lib/gate/templates/template';

const PLACE = { account: '222222222222', region: 'eu-west-1' };
const stackOf = (path: string, template: Template): StackTemplate => ({
  path,
  templateFile: `/cdk.out/${path}.json`,
  template,
  ...PLACE,
});
const KEY = { Type: 'AWS::KMS::Key' };

/** What a value becomes in a stack of two with parameters, conditions, mappings and an export. */
const resolved = (value: unknown): unknown => {
  const stack = stackOf('One', {
    Parameters: { Free: { Default: '90' }, Fixed: { AllowedValues: [90] } },
    Conditions: {
      Here: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
      NotHere: { 'Fn::Not': [{ Condition: 'Here' }] },
      Unknown: { 'Fn::Equals': [{ Ref: 'Free' }, 'x'] },
      Never: { 'Fn::And': [{ Condition: 'Unknown' }, { Condition: 'NotHere' }] },
      Circle: { Condition: 'Circle' },
    },
    Mappings: { Days: { 'eu-west-1': { Logs: 90 } } },
    Resources: {
      Subject: { Type: 'X', Properties: { value } },
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Sub': 'data-${AWS::AccountId}' } } },
      Circle: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Circle' } } },
    },
  });
  const other = stackOf('Two', {
    Resources: { Key: KEY },
    Outputs: { Key: { Value: { 'Fn::GetAtt': ['Key', 'Arn'] }, Export: { Name: 'two:key' } } },
  });
  return new Target([stack, other]).of('X')[0]?.properties['value'];
};

describe('a value of a template becomes what it will be', () => {
  test.each<[string, unknown, unknown]>([
    ['pseudo parameters', { Ref: 'AWS::Partition' }, 'aws'],
    ['texts that are joined', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] }, 'a-eu-west-1'],
    ['names that are put together', { Ref: 'Bucket' }, 'data-222222222222'],
    ['ARNs', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:aws:s3:::data-222222222222'],
    ['ARNs written with a dot', { 'Fn::GetAtt': 'Bucket.Arn' }, 'arn:aws:s3:::data-222222222222'],
    ['substitutions', { 'Fn::Sub': '${Bucket.Arn}/${!x}/*' }, 'arn:aws:s3:::data-222222222222/${x}/*'],
    ['variables of substitutions', { 'Fn::Sub': ['${a}', { a: { Ref: 'Bucket' } }] }, 'data-222222222222'],
    [
      'imports of the same target',
      { 'Fn::ImportValue': 'two:key' },
      'arn:aws:kms:eu-west-1:222222222222:key/(Two/Key)',
    ],
    ['parameters with one value', { Ref: 'Fixed' }, 90],
    ['mappings', { 'Fn::FindInMap': ['Days', { Ref: 'AWS::Region' }, 'Logs'] }, 90],
    ['conditions that hold', { 'Fn::If': ['Here', 1, 2] }, 1],
    ['conditions that do not', { 'Fn::If': ['NotHere', 1, 2] }, 2],
    ['conditions that cannot hold', { 'Fn::If': ['Never', 1, 2] }, 2],
    ['no value', { 'Fn::If': ['Here', { Ref: 'AWS::NoValue' }, 2] }, undefined],
    ['one of several', { 'Fn::Select': ['1', { 'Fn::Split': [',', 'a,b'] }] }, 'b'],
    ['a condition of a policy', { Condition: { Bool: { x: 'true' } } }, { Condition: { Bool: { x: 'true' } } }],
  ])('%s', (_, value, wanted) => {
    expect(resolved(value)).toEqual(wanted);
  });

  test.each<[string, unknown]>([
    ['parameters, whatever their default', { Ref: 'Free' }],
    ['resources that are not there', { 'Fn::GetAtt': ['Nothing', 'Arn'] }],
    ['imports from elsewhere', { 'Fn::ImportValue': 'three:key' }],
    ['conditions that depend on a parameter', { 'Fn::If': ['Unknown', 1, 2] }],
    ['conditions that depend on themselves', { 'Fn::If': ['Circle', 1, 2] }],
    ['zones', { 'Fn::GetAZs': '' }],
    ['functions nobody knows', { 'Fn::Odd': [] }],
    ['texts with a part that is not known', { 'Fn::Sub': 'x-${Free}' }],
  ])('or unresolved: %s', (_, value) => {
    expect(resolved(value)).toBeInstanceOf(Unresolved);
  });

  test('or a name of its own, where a name depends on itself', () => {
    expect(resolved({ Ref: 'Circle' })).toBe('(One/Circle)');
  });
});

test('a resource under a condition that only the deployment knows is judged, but helps nobody', () => {
  const stack = stackOf('One', { Resources: { Key: { ...KEY, Condition: 'Unknown' } } });
  const target = new Target([stack]);
  expect(target.of('AWS::KMS::Key')).toHaveLength(1);
  expect(target.certain('AWS::KMS::Key')).toEqual([]);
  expect(target.find('(One/Key)', 'AWS::KMS::Key')).toBeUndefined();
});

test('an alias leads to its key', () => {
  const alias = { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/a', TargetKeyId: { Ref: 'Key' } } };
  const target = new Target([stackOf('One', { Resources: { Key: KEY, Alias: alias } })]);
  expect(target.find('alias/a', 'AWS::KMS::Key')?.logicalId).toBe('Key');
});
