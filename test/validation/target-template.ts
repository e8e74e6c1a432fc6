import { functionName, keyAlias, RETENTION_OUTPUT, targetValidationRoleName } from '../../lib/contract/names';
import { VALIDATION_PERMISSIONS } from '../../lib/contract/validation-permissions';

const here = (text: string) => ({ 'Fn::Sub': text });
const ref = (logicalId: string) => ({ Ref: logicalId });
const keyArn = { 'Fn::GetAtt': ['Key', 'Arn'] };

const logGroup = (name: string) => ({
  Type: 'AWS::Logs::LogGroup',
  Properties: { LogGroupName: name, KmsKeyId: keyArn, RetentionInDays: 90 },
});

const role = (name: string, principal: object, statements: readonly object[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: name,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: 'only', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
});

const keyPolicy = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: here('arn:${AWS::Partition}:iam::${AWS::AccountId}:root') },
      Action: 'kms:*',
      Resource: '*',
    },
    {
      Sid: 'Enable CloudWatch Logs',
      Effect: 'Allow',
      Principal: { Service: here('logs.${AWS::Region}.amazonaws.com') },
      Action: [
        ...['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
        ...['kms:CreateGrant', 'kms:DescribeKey'],
      ],
      Resource: '*',
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': here(
            'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:*',
          ),
        },
      },
    },
  ],
};

/** The least that a validation looks at: key, alias, log groups, function, and the role it looks as. */
export const targetTemplate = (environment: string, region: string, toolsAccount: string): object => ({
  Outputs: { [RETENTION_OUTPUT]: { Value: 'disposable' } },
  Resources: {
    Key: {
      Type: 'AWS::KMS::Key',
      Properties: { EnableKeyRotation: true, RotationPeriodInDays: 90, KeyPolicy: keyPolicy },
    },
    Alias: {
      Type: 'AWS::KMS::Alias',
      Properties: { AliasName: keyAlias('logs', environment), TargetKeyId: ref('Key') },
    },
    FunctionLogs: logGroup(`/aws/lambda/${functionName(environment)}`),
    FlowLogs: logGroup(`/data/${environment}/flow-logs`),
    FunctionRole: role('worker', { Service: 'lambda.amazonaws.com' }, [
      { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' },
    ]),
    Function: {
      Type: 'AWS::Lambda::Function',
      DependsOn: ['FunctionLogs'],
      Properties: {
        FunctionName: functionName(environment),
        Runtime: 'nodejs20.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['FunctionRole', 'Arn'] },
        Code: {
          ZipFile:
            'exports.handler = async ({ id }) => { console.log(JSON.stringify({ probe: id })); return { probe: id }; };',
        },
      },
    },
    ValidationRole: role(targetValidationRoleName(environment, region), { AWS: toolsAccount }, [
      { Effect: 'Allow', Action: VALIDATION_PERMISSIONS.map(({ action }) => action), Resource: '*' },
    ]),
  },
});
