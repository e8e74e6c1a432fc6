import type { PipelineDeclaration, Project } from '../../../../lib/rehearsal/executor/cloud/cloud';

type Stage = NonNullable<PipelineDeclaration['stages']>[number];
type Action = NonNullable<Stage['actions']>[number];

/** The pipeline's own role in tests. */
export const PIPELINE_ROLE = 'arn:aws:iam::111111111111:role/pipeline';
/** The role of every test project. */
export const BUILD_ROLE = 'arn:aws:iam::111111111111:role/build';

/** A pipeline with its bucket, a source stage and the given further stages. */
export const pipeline = (stages: readonly Stage[], more: Partial<PipelineDeclaration> = {}): PipelineDeclaration => ({
  name: 'delivery',
  version: 1,
  roleArn: PIPELINE_ROLE,
  artifactStore: { type: 'S3', location: 'artifacts', encryptionKey: { id: 'the-key', type: 'KMS' } },
  stages: [stage('Source', sourceAction()), ...stages],
  ...more,
});

/** A stage. */
export const stage = (name: string, ...actions: readonly Action[]): Stage => ({ name, actions: [...actions] });

/** A source that makes artifact `Code` and the namespace `Source`. */
export const sourceAction = (): Action => ({
  name: 'Push',
  namespace: 'Source',
  actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeStarSourceConnection', version: '1' },
  configuration: { ConnectionArn: 'arn:connection', FullRepositoryId: 'me/app', BranchName: 'main' },
  outputArtifacts: [{ name: 'Code' }],
  runOrder: 1,
});

/** A build of the project of the same name. */
export const buildAction = (name: string, more: Partial<Action> = {}): Action => ({
  name,
  actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
  inputArtifacts: [{ name: 'Code' }],
  runOrder: 1,
  ...more,
  configuration: { ProjectName: name, ...more.configuration },
});

/** A manual approval. */
export const approvalAction = (name: string, configuration: Record<string, string> = {}): Action => ({
  name,
  actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
  configuration,
  runOrder: 1,
});

/** A CloudFormation action on the template `template.json` of artifact `Code`. */
export const deployAction = (
  name: string,
  configuration: Record<string, string>,
  more: Partial<Action> = {},
): Action => ({
  name,
  actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'CloudFormation', version: '1' },
  configuration: { StackName: 'data', TemplatePath: 'Code::template.json', ...configuration },
  inputArtifacts: [{ name: 'Code' }],
  runOrder: 1,
  ...more,
});

/** A CodeBuild project with an inline buildspec. */
export const project = (name: string, buildspec: object, more: Partial<Project> = {}): Project => ({
  name,
  arn: `arn:aws:codebuild:us-east-1:111111111111:project/${name}`,
  serviceRole: BUILD_ROLE,
  source: { type: 'CODEPIPELINE', buildspec: JSON.stringify({ version: '0.2', ...buildspec }) },
  artifacts: { type: 'CODEPIPELINE' },
  environment: { type: 'LINUX_CONTAINER', image: 'example/image:1.0', computeType: 'BUILD_GENERAL1_SMALL' },
  ...more,
});
