import { describe, expect, test } from '@jest/globals';
import { adoptionOf } from '../../lib/recovery/adoption';

const kept = (logicalId: string, type: string, id: string) => ({ logicalId, type, id, status: 'DELETE_SKIPPED' });
const HELD = [kept('Key', 'AWS::KMS::Key', 'k-1'), kept('Data', 'AWS::S3::Bucket', 'data-prod')];
const template = (properties: object, more: object = {}) => ({
  Parameters: { BootstrapVersion: {} },
  Outputs: { DataRetention: {} },
  Resources: {
    Key: { Type: 'AWS::KMS::Key', DeletionPolicy: 'RetainExceptOnCreate', Properties: { Description: 'd' } },
    Data: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'RetainExceptOnCreate', Properties: properties, ...more },
    Function: { Type: 'AWS::Lambda::Function' },
  },
});
const propertiesOf = (properties: object) => {
  const resources = adoptionOf(template(properties), HELD).template['Resources'] as Record<
    string,
    { Properties: object }
  >;
  return resources['Data']?.Properties;
};

describe('taking in what a deleted stack has left behind', () => {
  test('names each resource by what CloudFormation knows it by, and leaves the rest of the template out', () => {
    const made = adoptionOf(template({ BucketName: 'data-prod' }, { DependsOn: ['Function'], Metadata: {} }), HELD);
    expect(made).toEqual({
      template: {
        Resources: {
          Key: { Type: 'AWS::KMS::Key', DeletionPolicy: 'RetainExceptOnCreate', Properties: { Description: 'd' } },
          Data: {
            Type: 'AWS::S3::Bucket',
            DeletionPolicy: 'RetainExceptOnCreate',
            Properties: { BucketName: 'data-prod' },
          },
        },
      },
      resources: [
        { ResourceType: 'AWS::KMS::Key', LogicalResourceId: 'Key', ResourceIdentifier: { KeyId: 'k-1' } },
        { ResourceType: 'AWS::S3::Bucket', LogicalResourceId: 'Data', ResourceIdentifier: { BucketName: 'data-prod' } },
      ],
    });
  });

  test.each([
    { Ref: 'Key' },
    { 'Fn::GetAtt': ['Key', 'Arn'] },
    { 'Fn::GetAtt': 'Key.Arn' },
    { 'Fn::Sub': '${Key.Arn}-${AWS::Region}' },
    { 'Fn::Sub': ['${Name}', { Name: { Ref: 'Key' } }] },
    [{ Ref: 'AWS::AccountId' }, 'text'],
  ])('keeps a property that speaks of what is taken in: %j', (value) => {
    expect(propertiesOf({ A: { B: value } })).toEqual({ A: { B: value } });
  });

  test.each([
    { Ref: 'Function' },
    { Ref: 'BootstrapVersion' },
    { 'Fn::GetAtt': ['Function', 'Arn'] },
    { 'Fn::Sub': 'x-${Function.Arn}' },
    { 'Fn::Sub': ['${Name}', { Name: { Ref: 'Function' } }] },
    { 'Fn::If': ['IsProd', 'a', 'b'] },
  ])('leaves out a property that speaks of anything else: %j', (value) => {
    expect(propertiesOf({ A: { B: [value] }, C: 1 })).toEqual({ C: 1 });
  });

  test('leaves out what cannot be imported', () => {
    const policy = kept('Policy', 'AWS::SQS::QueuePolicy', 'x');
    expect(adoptionOf(template({}), [policy])).toEqual({ template: { Resources: {} }, resources: [] });
  });
});
