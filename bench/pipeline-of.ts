import { TOOLS } from './emulators';

/** A stage whose actions run one after the other. */
export interface BenchStage {
  readonly name: string;
  /** What each action is: the project that it builds, or {@link APPROVAL}. */
  readonly kinds: readonly string[];
}

export const APPROVAL = 'approval';

/** The pipeline of the template. */
export const BENCH_PIPELINE = 'bench';

const roleFor = (service: string, statement: object): object => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: 'work', PolicyDocument: { Version: '2012-10-17', Statement: [statement] } }],
  },
});

const projectOf = (name: string, buildspec: object): object => ({
  Type: 'AWS::CodeBuild::Project',
  Properties: {
    Name: name,
    ServiceRole: { 'Fn::GetAtt': ['BuildRole', 'Arn'] },
    Source: { Type: 'CODEPIPELINE', BuildSpec: JSON.stringify({ version: '0.2', ...buildspec }) },
    Artifacts: { Type: 'CODEPIPELINE' },
    Environment: { Type: 'LINUX_CONTAINER', Image: 'example/image:1.0', ComputeType: 'BUILD_GENERAL1_SMALL' },
  },
});

const typed = (Category: string, Provider: string): object => ({ Category, Owner: 'AWS', Provider, Version: '1' });

const SOURCE = {
  Name: 'Source',
  Actions: [
    {
      Name: 'Push',
      ActionTypeId: typed('Source', 'CodeStarSourceConnection'),
      Configuration: {
        ConnectionArn: `arn:aws:codestar-connections:${TOOLS.region}:${TOOLS.account}:connection/bench`,
        FullRepositoryId: 'somebody/app',
        BranchName: 'main',
      },
      OutputArtifacts: [{ Name: 'Code' }],
      RunOrder: 1,
    },
  ],
};

const stageOf = ({ name, kinds }: BenchStage, artifacts: ReadonlySet<string>): object => ({
  Name: name,
  Actions: kinds.map((kind, index) => ({
    Name: `${kind}-${index}`,
    RunOrder: index + 1,
    ...(kind === APPROVAL
      ? { ActionTypeId: typed('Approval', 'Manual') }
      : {
          ActionTypeId: typed('Build', 'CodeBuild'),
          Configuration: { ProjectName: kind },
          InputArtifacts: [{ Name: 'Code' }],
          ...(artifacts.has(kind) && { OutputArtifacts: [{ Name: `${name}${index}` }] }),
        }),
  })),
});

/** A template of a pipeline with these stages, its roles, its bucket and the projects, by name with their buildspecs. */
export const pipelineTemplate = (
  stages: readonly BenchStage[],
  projects: Readonly<Record<string, { readonly artifacts?: object; readonly phases: object }>>,
): object => {
  const all = {
    Effect: 'Allow',
    Action: ['s3:*', 'codebuild:*', 'logs:*', 'sts:*', 'codestar-connections:*'],
    Resource: '*',
  };
  const withOutput = new Set(Object.keys(projects).filter((name) => projects[name]?.artifacts !== undefined));
  return {
    Resources: {
      Artifacts: { Type: 'AWS::S3::Bucket', Properties: {} },
      PipelineRole: roleFor('codepipeline.amazonaws.com', all),
      BuildRole: roleFor('codebuild.amazonaws.com', all),
      ...Object.fromEntries(
        Object.entries(projects).map(([name, buildspec], index) => [`Project${index}`, projectOf(name, buildspec)]),
      ),
      Pipeline: {
        Type: 'AWS::CodePipeline::Pipeline',
        DependsOn: Object.keys(projects).map((_, index) => `Project${index}`),
        Properties: {
          Name: BENCH_PIPELINE,
          RoleArn: { 'Fn::GetAtt': ['PipelineRole', 'Arn'] },
          ArtifactStore: { Type: 'S3', Location: { Ref: 'Artifacts' } },
          Stages: [SOURCE, ...stages.map((stage) => stageOf(stage, withOutput))],
        },
      },
    },
  };
};
