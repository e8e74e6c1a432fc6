import { BOOTSTRAP, type PublicShape, trustOf } from './shape';

const TOOLS = '111111111111';
const PROD = '222222222222';

const action = (name: string, category: string, provider: string, more: Readonly<Record<string, unknown>>) => ({
  Name: name,
  ActionTypeId: { Category: category, Owner: 'AWS', Provider: provider, Version: '1' },
  RunOrder: 1,
  ...more,
});

/** An app of CDK Pipelines that deploys to another account: source, build, self-mutation, a stage with a bucket. */
export const PIPELINES_APP: PublicShape = {
  places: { Tools: `aws://${TOOLS}/eu-west-1`, 'Prod/Files': `aws://${PROD}/eu-west-1` },
  stacks: {
    Tools: {
      ...BOOTSTRAP,
      Resources: {
        Artifacts: { Type: 'AWS::S3::Bucket', Properties: {} },
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: { AssumeRolePolicyDocument: trustOf('codepipeline.amazonaws.com') },
        },
        Builds: {
          Type: 'AWS::IAM::Role',
          Properties: { AssumeRolePolicyDocument: trustOf('codebuild.amazonaws.com') },
        },
        MayDeploy: {
          Type: 'AWS::IAM::Policy',
          Properties: {
            PolicyName: 'deploy',
            Roles: [{ Ref: 'Role' }],
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'sts:AssumeRole',
                  Resource: `arn:aws:iam::${PROD}:role/cdk-hnb659fds-deploy-role-${PROD}-eu-west-1`,
                },
              ],
            },
          },
        },
        Synth: {
          Type: 'AWS::CodeBuild::Project',
          Properties: {
            ServiceRole: { 'Fn::GetAtt': ['Builds', 'Arn'] },
            Artifacts: { Type: 'CODEPIPELINE' },
            Source: {
              Type: 'CODEPIPELINE',
              BuildSpec: '{"version":"0.2","phases":{"build":{"commands":["npx cdk synth"]}}}',
            },
            Environment: {
              ComputeType: 'BUILD_GENERAL1_SMALL',
              Image: 'aws/codebuild/standard:7.0',
              Type: 'LINUX_CONTAINER',
              PrivilegedMode: true,
            },
          },
        },
        Pipeline: {
          Type: 'AWS::CodePipeline::Pipeline',
          Properties: {
            RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
            ArtifactStore: { Type: 'S3', Location: { Ref: 'Artifacts' } },
            RestartExecutionOnUpdate: true,
            Stages: [
              {
                Name: 'Source',
                Actions: [
                  action('Code', 'Source', 'CodeStarSourceConnection', {
                    Configuration: {
                      ConnectionArn: 'arn:aws:codeconnections:eu-west-1:111111111111:connection/1',
                      FullRepositoryId: 'a/b',
                      BranchName: 'main',
                    },
                    OutputArtifacts: [{ Name: 'Code' }],
                  }),
                ],
              },
              {
                Name: 'Build',
                Actions: [
                  action('Synth', 'Build', 'CodeBuild', {
                    Configuration: { ProjectName: { Ref: 'Synth' } },
                    InputArtifacts: [{ Name: 'Code' }],
                    OutputArtifacts: [{ Name: 'Assembly' }],
                  }),
                ],
              },
              {
                Name: 'Prod',
                Actions: [
                  action('Deploy', 'Deploy', 'CloudFormation', {
                    Configuration: {
                      ActionMode: 'CHANGE_SET_REPLACE',
                      StackName: 'Prod-Files',
                      ChangeSetName: 'c',
                      TemplatePath: 'Assembly::assembly-Prod/ProdFiles.template.json',
                      RoleArn: `arn:aws:iam::${PROD}:role/cdk-hnb659fds-cfn-exec-role-${PROD}-eu-west-1`,
                    },
                    InputArtifacts: [{ Name: 'Assembly' }],
                    RoleArn: `arn:aws:iam::${PROD}:role/cdk-hnb659fds-deploy-role-${PROD}-eu-west-1`,
                  }),
                ],
              },
            ],
          },
          DependsOn: ['MayDeploy'],
        },
      },
    },
    'Prod/Files': {
      ...BOOTSTRAP,
      Resources: { Files: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'files-of-prod' } } },
    },
  },
  expected: [
    ['ZT-07-LogGroupsBeforeWriters', 'Synth'],
    ['ZT-08-BucketsGuarded', 'Artifacts'],
    ['ZT-08-BucketsGuarded', 'Files'],
    ['ZT-14-Tags', 'Files'],
  ],
};
