// An app that looks up the network of its account, and, where its settings say so, a parameter that somebody has made by hand.
const { App, CfnOutput, Stack, Stage } = require('aws-cdk-lib');
const { Vpc } = require('aws-cdk-lib/aws-ec2');
const { PolicyStatement } = require('aws-cdk-lib/aws-iam');
const { StringParameter } = require('aws-cdk-lib/aws-ssm');
const { CodeBuildStep, CodePipeline, CodePipelineSource } = require('aws-cdk-lib/pipelines');
const { parameter } = require('./settings.json');

const app = new App();
const stack = new Stack(app, 'LookUps', { env: { account: '111111111111', region: 'us-east-1' } });
const pipeline = new CodePipeline(stack, 'Pipeline', {
  ...{ pipelineName: 'look-ups', crossAccountKeys: true, selfMutation: false },
  synth: new CodeBuildStep('Synth', {
    input: CodePipelineSource.connection('somebody/look-ups', 'main', {
      connectionArn:
        'arn:aws:codestar-connections:us-east-1:111111111111:connection/00000000-0000-0000-0000-000000000000',
    }),
    rolePolicyStatements: [
      new PolicyStatement({
        actions: ['sts:AssumeRole'],
        resources: ['arn:aws:iam::*:role/cdk-hnb659fds-lookup-role-*'],
      }),
    ],
    installCommands: [
      'npm install -g aws-cdk@2.1148.1 aws-cdk-lib@2.276.0 constructs@10.8.1',
      'export NODE_PATH="$(npm root -g)"',
    ],
    commands: ['cdk synth --quiet', 'cat cdk.context.json'],
  }),
});
const live = new Stage(app, 'live', { env: { account: '222222222222', region: 'us-east-1' } });
const network = new Stack(live, 'Network');
const { vpcId } = Vpc.fromLookup(network, 'Vpc', { isDefault: true });
new StringParameter(network, 'Found', { parameterName: '/network/vpc', stringValue: vpcId });
if (parameter) new CfnOutput(network, 'ByHand', { value: StringParameter.valueFromLookup(network, parameter) });
pipeline.addStage(live);
app.synth();
