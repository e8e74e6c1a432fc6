// An app that cannot be rehearsed, for ten reasons in three stages.
const { App, CfnDeletionPolicy, CfnOutput, CfnResource, Stack, Stage } = require('aws-cdk-lib');
const { BuildSpec } = require('aws-cdk-lib/aws-codebuild');
const { ElasticBeanstalkDeployAction } = require('aws-cdk-lib/aws-codepipeline-actions');
const { DockerImageAsset } = require('aws-cdk-lib/aws-ecr-assets');
const { Code, Function: LambdaFunction, Runtime } = require('aws-cdk-lib/aws-lambda');
const { Bucket } = require('aws-cdk-lib/aws-s3');
const { StringParameter } = require('aws-cdk-lib/aws-ssm');
const { CodeBuildStep, CodePipeline, CodePipelineSource, ShellStep, Step } = require('aws-cdk-lib/pipelines');
const { PipelineType } = require('aws-cdk-lib/aws-codepipeline');
const { partial } = require('./settings.json');

const TOOLS = '111111111111';

/** What the emulator lacks, and stubs can stand for. */
const addLimits = (stack) => {
  new CfnResource(stack, 'Api', {
    type: 'AWS::AppSync::GraphQLApi',
    properties: { Name: 'shop', AuthenticationType: 'AWS_IAM' },
  });
  const terminal = { Name: 'shop', RoutingStrategy: { Type: 'TERMINAL', Message: 'closed' } };
  new CfnResource(stack, 'Fleet', { type: 'AWS::GameLift::Alias', properties: terminal });
  const bucket = new Bucket(stack, 'Goods');
  bucket.node.defaultChild.addPropertyOverride('MetadataTableConfiguration.S3TablesDestination.TableName', 'goods');
  new LambdaFunction(stack, 'Search', {
    ...{ runtime: Runtime.JAVA_21, handler: 'shop.Search', code: Code.fromAsset(`${__dirname}/image`) },
  });
  const waiting = new StringParameter(stack, 'Waiting', { stringValue: 'yes' });
  waiting.node.defaultChild.cfnOptions.creationPolicy = { resourceSignal: { count: 1 } };
  const saved = new StringParameter(stack, 'Saved', { stringValue: 'yes' });
  saved.node.defaultChild.cfnOptions.deletionPolicy = CfnDeletionPolicy.SNAPSHOT;
};

class Shop extends Stage {
  constructor(scope, id, account) {
    super(scope, id, { env: { account, region: 'us-east-1' } });
    const stack = new Stack(this, 'Shop', { stackName: `shop-${id}` });
    addLimits(stack);
    if (partial) {
      new StringParameter(stack, 'Address', {
        stringValue: stack.node.findChild('Api').getAtt('GraphQLUrl').toString(),
      });
      this.address = new CfnOutput(stack, 'ApiUrl', {
        value: stack.node.findChild('Api').getAtt('GraphQLUrl').toString(),
      });
      return;
    }
    // What nothing stands for.
    stack.templateOptions.transforms = ['AWS::Serverless-2016-10-31'];
    new DockerImageAsset(stack, 'Server', { directory: `${__dirname}/image` });
  }
}

/** A deployment of another kind than CloudFormation's. */
class Ship extends Step {
  produceAction(stage, { actionName, artifacts, runOrder }) {
    const input = artifacts.toCodePipeline(source.primaryOutput);
    const names = { applicationName: 'shop', environmentName: 'shop' };
    stage.addAction(new ElasticBeanstalkDeployAction({ actionName, runOrder, input, ...names }));
    return { runOrdersConsumed: 1 };
  }
}

const app = new App({ builtinCloudFormationValidation: false });
const stack = new Stack(app, 'Tools', { env: { account: TOOLS, region: 'us-east-1' } });
const source = CodePipelineSource.connection('somebody/shop', 'main', {
  connectionArn: `arn:aws:codestar-connections:us-east-1:${TOOLS}:connection/00000000-0000-0000-0000-000000000000`,
});
const runtime = { install: { 'runtime-versions': { nodejs: 22 } } };
const pipeline = new CodePipeline(stack, 'Pipeline', {
  pipelineName: 'limited',
  pipelineType: PipelineType.V2,
  crossAccountKeys: true,
  selfMutation: false,
  cdkAssetsCliVersion: '4.7.3',
  codeBuildDefaults: { partialBuildSpec: BuildSpec.fromObject({ phases: runtime }) },
  assetPublishingCodeBuildDefaults: {
    // The newest cdk-assets reads manifests up to version 54, the library writes 55, which differs in nothing it needs.
    partialBuildSpec: BuildSpec.fromObject({
      phases: { pre_build: { commands: [`sed -i.old 's/"version": "55/"version": "54/' assembly-*/*.assets.json`] } },
    }),
  },
  synth: new ShellStep('Synth', {
    input: source,
    installCommands: [
      'npm install -g aws-cdk@2.1148.1 aws-cdk-lib@2.276.0 constructs@10.8.1',
      'export NODE_PATH="$(npm root -g)"',
    ],
    commands: ['cdk synth --quiet'],
  }),
});
const accounts = { dev: '222222222222', ...(!partial && { staging: '333333333333', prod: '444444444444' }) };
for (const [name, account] of Object.entries(accounts)) {
  const shop = new Shop(app, name, account);
  const test = new CodeBuildStep('Test', {
    input: source,
    commands: ['echo "tested $URL"'],
    ...(partial
      ? { envFromCfnOutputs: { URL: shop.address } }
      : { partialBuildSpec: BuildSpec.fromObject({ batch: { 'fast-fail': true } }) }),
  });
  pipeline.addStage(shop, { post: partial ? [test] : [test, new Ship('Ship')] });
}
app.synth();
