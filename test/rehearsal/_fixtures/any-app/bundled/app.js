// A function whose code is put together in a container, and a pipeline that is told of images, too.
const { App, DockerImage, RemovalPolicy, Stack } = require('aws-cdk-lib');
const { BuildSpec, Project } = require('aws-cdk-lib/aws-codebuild');
const { Artifact, Pipeline, PipelineType } = require('aws-cdk-lib/aws-codepipeline');
const actions = require('aws-cdk-lib/aws-codepipeline-actions');
const { Repository } = require('aws-cdk-lib/aws-ecr');
const { Code, Function: LambdaFunction, Runtime } = require('aws-cdk-lib/aws-lambda');

const app = new App();
const stack = new Stack(app, 'Bundled', { env: { account: '111111111111', region: 'us-east-1' } });
const image = DockerImage.fromRegistry('public.ecr.aws/sam/build-nodejs22.x');
new LambdaFunction(stack, 'Function', {
  ...{ runtime: Runtime.NODEJS_22_X, handler: 'index.handler' },
  code: Code.fromAsset(`${__dirname}/function`, { bundling: { image, command: ['cp', '-r', '.', '/asset-output'] } }),
});

const repository = new Repository(stack, 'Images', { repositoryName: 'shop', removalPolicy: RemovalPolicy.DESTROY });
const [source, pushed] = [new Artifact('App'), new Artifact('Image')];
const project = new Project(stack, 'Look', {
  buildSpec: BuildSpec.fromObject({
    version: '0.2',
    phases: {
      install: {
        'runtime-versions': { nodejs: 22 },
        commands: [
          'npm install -g aws-cdk@2.1148.1 aws-cdk-lib@2.276.0 constructs@10.8.1',
          'export NODE_PATH="$(npm root -g)"',
        ],
      },
      build: {
        commands: ['cdk synth --quiet', 'ls cdk.out/asset.*', 'cat "$CODEBUILD_SRC_DIR_Image/imageDetail.json"'],
      },
    },
  }),
});
new Pipeline(stack, 'Pipeline', {
  pipelineName: 'bundled',
  pipelineType: PipelineType.V2,
  stages: [
    {
      stageName: 'Source',
      actions: [
        new actions.CodeStarConnectionsSourceAction({
          ...{ actionName: 'App', owner: 'somebody', repo: 'shop', branch: 'main', output: source },
          connectionArn:
            'arn:aws:codestar-connections:us-east-1:111111111111:connection/00000000-0000-0000-0000-000000000000',
        }),
        new actions.EcrSourceAction({ actionName: 'Image', repository, output: pushed }),
      ],
    },
    {
      stageName: 'Build',
      actions: [new actions.CodeBuildAction({ actionName: 'Look', project, input: source, extraInputs: [pushed] })],
    },
  ],
});
app.synth();
