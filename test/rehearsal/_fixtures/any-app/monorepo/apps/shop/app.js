// An app below the top of its repository, which reads what lies beside it; its two pipelines stand in a nested construct each, of one stack of a stage.
const { App, Stack, Stage } = require('aws-cdk-lib');
const { Pipeline, Artifact } = require('aws-cdk-lib/aws-codepipeline');
const { CodeStarConnectionsSourceAction, ManualApprovalAction } = require('aws-cdk-lib/aws-codepipeline-actions');
const { StringParameter } = require('aws-cdk-lib/aws-ssm');
const { CodePipeline, CodePipelineSource, ShellStep } = require('aws-cdk-lib/pipelines');
const { Construct } = require('constructs');
const goods = require('../../packages/goods/goods.json');

const env = { account: '111111111111', region: 'us-east-1' };
const connectionArn = `arn:aws:codestar-connections:us-east-1:${env.account}:connection/00000000-0000-0000-0000-000000000000`;

const app = new App();
const tools = new Stage(app, 'Tools', { env });
const stack = new Stack(tools, 'Pipelines');

const other = new Artifact();
const source = { actionName: 'Other', connectionArn, owner: 'somebody', repo: 'other', branch: 'main', output: other };
new Pipeline(new Construct(stack, 'Other'), 'Pipeline', {
  stages: [
    { stageName: 'Source', actions: [new CodeStarConnectionsSourceAction(source)] },
    { stageName: 'Ask', actions: [new ManualApprovalAction({ actionName: 'Ask' })] },
  ],
});

const pipeline = new CodePipeline(new Construct(stack, 'Shop'), 'Pipeline', {
  pipelineName: 'shop',
  crossAccountKeys: true,
  selfMutation: false,
  synth: new ShellStep('Synth', {
    input: CodePipelineSource.connection('somebody/monorepo', 'main', { connectionArn }),
    installCommands: [
      'npm install -g aws-cdk@2.1148.1 aws-cdk-lib@2.276.0 constructs@10.8.1',
      'export NODE_PATH="$(npm root -g)"',
    ],
    commands: ['test -f packages/goods/goods.json', 'cd apps/shop', 'cdk synth --quiet'],
    primaryOutputDirectory: 'apps/shop/cdk.out',
  }),
});
const live = new Stage(app, 'live', { env: { account: '222222222222', region: 'us-east-1' } });
new StringParameter(new Stack(live, 'Shop'), 'Sold', { parameterName: '/shop/sold', stringValue: goods.sold });
pipeline.addStage(live);
app.synth();
