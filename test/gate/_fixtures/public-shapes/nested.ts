import { BOOTSTRAP, functionOf, type PublicShape, roleOf } from './shape';

const nested = (file: string, parameters: Readonly<Record<string, unknown>>) => ({
  Type: 'AWS::CloudFormation::Stack',
  Properties: {
    TemplateURL: {
      'Fn::Sub': `https://s3.\${AWS::Region}.\${AWS::URLSuffix}/cdk-hnb659fds-assets-\${AWS::AccountId}-\${AWS::Region}/${'cd'.repeat(32)}.json`,
    },
    Parameters: parameters,
  },
  Metadata: { 'aws:asset:path': file, 'aws:asset:property': 'TemplateURL' },
});

/** Nested stacks that hand each other keys and names, a provider of custom resources, mappings, and names of JavaScript. */
export const NESTED: PublicShape = {
  stacks: {
    Outer: {
      ...BOOTSTRAP,
      Mappings: { Sizes: { 'eu-west-1': { days: '30' }, constructor: { days: '7' } } },
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] }, Round: { Condition: 'Round' } },
      Resources: {
        Key: {
          Type: 'AWS::KMS::Key',
          Properties: {
            EnableKeyRotation: true,
            KeyPolicy: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Principal: {
                    AWS: {
                      'Fn::Join': [
                        '',
                        ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root'],
                      ],
                    },
                  },
                  Action: 'kms:*',
                  Resource: '*',
                },
              ],
            },
          },
        },
        Inner: nested('inner.nested.template.json', {
          Key: { 'Fn::GetAtt': ['Key', 'Arn'] },
          Days: { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'days'] },
        }),
        Provider: functionOf('ProviderRole'),
        ProviderRole: roleOf('lambda.amazonaws.com', 'AdministratorAccess'),
        Thing: {
          Type: 'Custom::Thing',
          Properties: {
            ServiceToken: { 'Fn::GetAtt': ['Provider', 'Arn'] },
            Group: { 'Fn::GetAtt': ['Inner', 'Outputs.Group'] },
          },
        },
        constructor: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: { Ref: 'constructor' } } },
        Absent: { Type: 'AWS::EC2::InternetGateway', Condition: 'Never' },
        Perhaps: { Type: 'AWS::EC2::InternetGateway', Condition: 'Round' },
      },
    },
  },
  nested: {
    'inner.nested.template.json': {
      Parameters: { Key: { Type: 'String' }, Days: { Type: 'Number' } },
      Resources: {
        Group: {
          Type: 'AWS::Logs::LogGroup',
          Properties: { KmsKeyId: { Ref: 'Key' }, RetentionInDays: { Ref: 'Days' } },
        },
      },
      Outputs: { Group: { Value: { Ref: 'Group' } } },
    },
  },
  expected: [
    ['ZT-00-NothingUnjudged', 'Thing'],
    ['ZT-00-NothingUnjudged', 'constructor'],
    ['ZT-01-NoInternetPath', 'Perhaps'],
    ['ZT-07-LogGroupsEncryptedAndKept', 'Group'],
    ['ZT-07-NoRoleCreatesLogGroups', 'ProviderRole'],
  ],
};
