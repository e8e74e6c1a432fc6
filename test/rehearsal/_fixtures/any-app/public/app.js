// One of the apps beside it, as public samples have them: one account, one pipeline, a look at what was deployed.
const { App, Stack, Stage } = require('aws-cdk-lib');
const { BuildSpec } = require('aws-cdk-lib/aws-codebuild');
const { PipelineType } = require('aws-cdk-lib/aws-codepipeline');
const { PolicyStatement } = require('aws-cdk-lib/aws-iam');
const { CodeBuildStep, CodePipeline, CodePipelineSource } = require('aws-cdk-lib/pipelines');
const settings = require('./settings.json');

const { deploy, look, may = [], more } = require(`./apps/${settings.app}`);

const env = { account: '111111111111', region: 'us-east-1' };

class Delivered extends Stage {
  constructor(scope, id, place) {
    super(scope, id, { env: place });
    this.outputs = deploy(new Stack(this, 'App', { stackName: `${settings.app}-${id.toLowerCase()}` })) ?? {};
  }
}

/** Every build but none of Node's own choice: the image starts with an older one. */
const RUNTIME = { install: { 'runtime-versions': { nodejs: 22 } } };

const app = new App({ builtinCloudFormationValidation: false });
const stack = new Stack(app, 'Pipeline', { env });
const input = CodePipelineSource.connection('somebody/app', 'main', {
  connectionArn: `arn:aws:codestar-connections:us-east-1:${env.account}:connection/00000000-0000-0000-0000-000000000000`,
});
const pipeline = new CodePipeline(stack, 'Delivery', {
  pipelineName: settings.app,
  pipelineType: PipelineType.V2,
  crossAccountKeys: true,
  cliVersion: '2.1148.1',
  cdkAssetsCliVersion: '4.7.3',
  publishAssetsInParallel: false,
  selfMutationCodeBuildDefaults: { partialBuildSpec: BuildSpec.fromObject({ version: '0.2', phases: RUNTIME }) },
  // The newest cdk-assets reads manifests up to version 54, the library writes 55, which differs in nothing it needs.
  assetPublishingCodeBuildDefaults: {
    partialBuildSpec: BuildSpec.fromObject({
      phases: {
        ...RUNTIME,
        pre_build: { commands: [`sed -i.old 's/"version": "55/"version": "54/' assembly-*/*.assets.json`] },
      },
    }),
  },
  synth: new CodeBuildStep('Synth', {
    input,
    installCommands: [
      'npm install -g aws-cdk@2.1148.1 aws-cdk-lib@2.276.0 constructs@10.8.1',
      'export NODE_PATH="$(npm root -g)"',
    ],
    commands: ['cdk synth --quiet'],
    // What an app looks up, its build looks up as well.
    rolePolicyStatements: [
      new PolicyStatement({ actions: ['sts:AssumeRole'], resources: ['arn:aws:iam::*:role/cdk-*-lookup-role-*'] }),
    ],
    partialBuildSpec: BuildSpec.fromObject({ version: '0.2', phases: RUNTIME }),
  }),
});
const dev = new Delivered(app, 'Dev', env);
pipeline.addStage(dev, {
  post: [
    new CodeBuildStep('Look', {
      input,
      envFromCfnOutputs: dev.outputs,
      commands: look,
      rolePolicyStatements: may.map((action) => new PolicyStatement({ actions: [action], resources: ['*'] })),
    }),
  ],
});
more?.(pipeline, (id, place = env) => new Delivered(app, id, place));
app.synth();
