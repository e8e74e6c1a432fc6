// A site that is made by commands, checked by a function that goes on once, and put into a bucket; its build has a source of its own.
const { App, RemovalPolicy, Stack } = require('aws-cdk-lib');
const { BuildSpec, Project } = require('aws-cdk-lib/aws-codebuild');
const { Artifact, Pipeline, PipelineType } = require('aws-cdk-lib/aws-codepipeline');
const actions = require('aws-cdk-lib/aws-codepipeline-actions');
const { Code, Function: LambdaFunction, Runtime } = require('aws-cdk-lib/aws-lambda');
const { Bucket } = require('aws-cdk-lib/aws-s3');

const CHECK = `const { CodePipelineClient, PutJobSuccessResultCommand } = require('@aws-sdk/client-codepipeline');
exports.handler = async (event) => {
  const { id: jobId, data } = event['CodePipeline.job'];
  const answer = data.continuationToken
    ? { outputVariables: { checked: data.actionConfiguration.configuration.UserParameters } }
    : { continuationToken: 'once' };
  await new CodePipelineClient().send(new PutJobSuccessResultCommand({ jobId, ...answer }));
};`;

const app = new App();
const stack = new Stack(app, 'Actions', { env: { account: '111111111111', region: 'us-east-1' } });
const bucket = new Bucket(stack, 'Site', { bucketName: 'the-site', removalPolicy: RemovalPolicy.DESTROY });
const check = new LambdaFunction(stack, 'Check', {
  ...{ runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline(CHECK) },
});
const project = new Project(stack, 'Look', {
  buildSpec: BuildSpec.fromObject({
    version: '0.2',
    phases: { build: { commands: ['ls', 'echo "checked $CHECKED"'] } },
  }),
});
const [source, site] = [new Artifact('App'), new Artifact('Page', ['page.html'])];
const made = new actions.CommandsAction({
  ...{ actionName: 'Make', input: source, output: site, outputVariables: ['COLOUR'] },
  commands: ['echo "<p>hello</p>" > page.html', 'export COLOUR=red'],
});
const checked = new actions.LambdaInvokeAction({
  ...{ actionName: 'Check', lambda: check, inputs: [site], variablesNamespace: 'Check' },
  userParametersString: made.variable('COLOUR'),
});
new Pipeline(stack, 'Pipeline', {
  pipelineName: 'actions',
  pipelineType: PipelineType.V2,
  stages: [
    {
      stageName: 'Source',
      actions: [
        new actions.CodeStarConnectionsSourceAction({
          ...{ actionName: 'App', owner: 'somebody', repo: 'site', branch: 'main', output: source },
          connectionArn:
            'arn:aws:codestar-connections:us-east-1:111111111111:connection/00000000-0000-0000-0000-000000000000',
        }),
      ],
    },
    { stageName: 'Make', actions: [made] },
    { stageName: 'Check', actions: [checked] },
    {
      stageName: 'Deploy',
      actions: [
        new actions.S3DeployAction({ actionName: 'Site', bucket, input: site, objectKey: checked.variable('checked') }),
        new actions.CodeBuildAction({
          ...{ actionName: 'Look', project, input: site },
          environmentVariables: { CHECKED: { value: checked.variable('checked') } },
        }),
      ],
    },
  ],
});
app.synth();
