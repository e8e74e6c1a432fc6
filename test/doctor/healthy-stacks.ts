import type { SynthesizedStack } from '../../lib/doctor/patient';
import type { JsonObject } from '../../lib/ground/json';

export const TODAY = '2026-11-28';
export const TOOLS = '111122223333';
export const DEV = '444455556666';
export const REGION = 'eu-west-1';
export const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';
export const TOPIC = `arn:aws:sns:${REGION}:${DEV}:data-alarms-dev`;
export const RELEASES_TOPIC = `arn:aws:sns:${REGION}:${TOOLS}:zero-trust-delivery-notifications`;
export const DEPLOY_ROLE = `cdk-hnb659fds-deploy-role-${DEV}-${REGION}`;

export const IMAGE = 'aws/codebuild/amazonlinux-x86_64-standard:5.0';
const BUILD = { Type: 'LINUX_CONTAINER', ComputeType: 'BUILD_GENERAL1_SMALL', Image: IMAGE };

const validate = (name: string) => ({
  Name: name,
  RunOrder: 3,
  ActionTypeId: { Provider: 'CodeBuild' },
  Configuration: { ProjectName: { Ref: 'Project' } },
});

/** A pipeline and one target of it, with no more in them than the checks look at. */
export const healthyStacks = (): SynthesizedStack[] => [
  {
    stackName: 'zero-trust-delivery',
    account: TOOLS,
    region: REGION,
    qualifier: 'hnb659fds',
    template: {
      Resources: {
        Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: letting(DEPLOY_ROLE) } },
        Project: { Type: 'AWS::CodeBuild::Project', Properties: { Name: 'validate', Environment: BUILD } },
        Pipeline: {
          Type: 'AWS::CodePipeline::Pipeline',
          Properties: {
            Name: 'zero-trust-delivery',
            RoleArn: `arn:aws:iam::${TOOLS}:role/pipeline`,
            Stages: [{ Name: 'dev', Actions: [validate('One'), validate('Two')] }],
          },
        },
      },
    },
  },
  {
    stackName: 'data-dev',
    account: DEV,
    region: REGION,
    qualifier: 'hnb659fds',
    template: {
      Resources: {
        Bucket: {
          Type: 'AWS::S3::Bucket',
          Properties: {
            BucketName: { 'Fn::Join': ['-', ['data-dev', { Ref: 'AWS::AccountId' }, { Ref: 'AWS::Region' }]] },
          },
        },
        Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/data/dev/flow-logs' } },
        Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'data-alarms-dev' } },
        Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: letting() } },
        Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.64.0.0/20' } },
        Trail: {
          Type: 'AWS::CloudTrail::Trail',
          Properties: { TrailName: 'data-trail-dev-eu-west-1', S3BucketName: 'b', IsLogging: true },
        },
      },
    },
  },
];

const letting = (...roles: readonly string[]): JsonObject => ({
  Version: '2012-10-17',
  Statement: roles.map((role) => ({
    Effect: 'Allow',
    Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${DEV}:role/${role}`]] } },
    Action: 'kms:Decrypt',
    Resource: '*',
  })),
});
