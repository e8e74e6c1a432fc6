// Somebody else's CDK Pipelines app: a stack with an asset, deployed to two accounts and regions.
const { App, CfnOutput, CfnResource, CustomResource, DefaultStackSynthesizer, Stack, Stage } = require('aws-cdk-lib');
const { BuildSpec } = require('aws-cdk-lib/aws-codebuild');
const { PipelineType } = require('aws-cdk-lib/aws-codepipeline');
const { Code, Function: LambdaFunction, Runtime } = require('aws-cdk-lib/aws-lambda');
const { Asset } = require('aws-cdk-lib/aws-s3-assets');
const { StringParameter } = require('aws-cdk-lib/aws-ssm');
const { CodeBuildStep, CodePipeline, CodePipelineSource, ManualApprovalStep } = require('aws-cdk-lib/pipelines');
const { environments, failing, greeted, reviewed, triggeredBy } = require('./settings.json');

const TOOLS = '111111111111';

/** Puts the page `review.html` of the commit and the document beside it where the approvals' link leads. */
const REVIEWING = [
  'aws s3api create-bucket --bucket shop-reviews',
  'for file in review.html review.json; do aws s3api put-object --bucket shop-reviews --key $file --body $file; done',
];
const REVIEW = reviewed ? { reviewUrl: 'https://shop-reviews.s3.us-east-1.amazonaws.com/review.html' } : {};

/** A custom resource's function, which answers as CloudFormation wants it. */
const GREET = `exports.handler = ({ ResponseURL, StackId, RequestId, LogicalResourceId }) => {
  const answer = { Status: 'SUCCESS', PhysicalResourceId: 'hello', StackId, RequestId, LogicalResourceId };
  return new Promise((done, fail) => {
    const request = require('node:https').request(ResponseURL, { method: 'PUT' }, done);
    request.on('error', fail).end(JSON.stringify(answer));
  }).then(() => undefined);
};`;

class Shop extends Stage {
  constructor(scope, id, env, qualifier) {
    super(scope, id, { env });
    const synthesizer = new DefaultStackSynthesizer({ qualifier });
    const stack = new Stack(this, 'Shop', { stackName: `shop-${id}`, synthesizer });
    const asset = new Asset(stack, 'Catalogue', { path: `${__dirname}/settings.json` });
    const parameter = new StringParameter(stack, 'Parameter', {
      parameterName: `/shop/${id}`,
      stringValue: asset.s3ObjectKey,
    });
    if (failing === id) {
      const kmsKeyId = `arn:aws:kms:${env.region}:${env.account}:key/00000000-0000-0000-0000-000000000000`;
      new CfnResource(stack, 'Refused', { type: 'AWS::Logs::LogGroup', properties: { KmsKeyId: kmsKeyId } });
    }
    if (greeted) {
      const handler = new LambdaFunction(stack, 'Greeter', {
        ...{ runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline(GREET) },
      });
      new CustomResource(stack, 'Greeting', { serviceToken: handler.functionArn });
    }
    this.parameterName = new CfnOutput(stack, 'ParameterName', { value: parameter.parameterName });
  }
}

/** Every build but `Look`, which runs on what its image starts with. */
const RUNTIME = { install: { 'runtime-versions': { nodejs: 22 } } };

// Validated templates are not what this app is for, and each synthesis is a third quicker.
const app = new App({ builtinCloudFormationValidation: false });
const stack = new Stack(app, 'ForeignPipeline', { env: { account: TOOLS, region: 'us-east-1' } });
// By its older name: the CDK's own grants let nobody use a connection of the newer one.
const source = CodePipelineSource.connection('somebody/shop', 'main', {
  connectionArn: `arn:aws:codestar-connections:us-east-1:${TOOLS}:connection/00000000-0000-0000-0000-000000000000`,
});
const pipeline = new CodePipeline(stack, 'Pipeline', {
  pipelineName: 'foreign',
  pipelineType: PipelineType.V2,
  crossAccountKeys: true,
  cliVersion: '2.1148.1',
  cdkAssetsCliVersion: '4.7.3',
  publishAssetsInParallel: false,
  // The newest cdk-assets reads manifests up to version 54, the library writes 55, which differs in nothing it needs.
  selfMutationCodeBuildDefaults: { partialBuildSpec: BuildSpec.fromObject({ version: '0.2', phases: RUNTIME }) },
  assetPublishingCodeBuildDefaults: {
    partialBuildSpec: BuildSpec.fromObject({
      phases: {
        ...RUNTIME,
        pre_build: { commands: [`sed -i.old 's/"version": "55/"version": "54/' assembly-*/*.assets.json`] },
      },
    }),
  },
  synth: new CodeBuildStep('Synth', {
    input: source,
    installCommands: [
      'npm install -g aws-cdk@2.1148.1 aws-cdk-lib@2.276.0 constructs@10.8.1',
      'export NODE_PATH="$(npm root -g)"',
    ],
    commands: [
      'cdk synth --quiet',
      ...(reviewed ? REVIEWING : []),
      // Something that stays, which its role may not do.
      'if [ -f busy ]; then aws ssm put-parameter --name made --value yes --type String --overwrite; fi',
    ],
    partialBuildSpec: BuildSpec.fromObject({ version: '0.2', phases: RUNTIME }),
  }),
});
for (const { name, account, region, approve, qualifier } of environments) {
  const stage = new Shop(app, name, { account, region }, qualifier);
  pipeline.addStage(stage, {
    pre: approve
      ? [new ManualApprovalStep('Approve', { comment: `Deploy ${source.sourceAttribute('CommitId')}?`, ...REVIEW })]
      : [],
    post: [
      new CodeBuildStep('Look', {
        input: source,
        envFromCfnOutputs: { PARAMETER: stage.parameterName },
        commands: [
          'echo "deployed $PARAMETER"',
          'echo "by node $(node -v), npm $(npm -v)"',
          // Its role may not look at buckets.
          'if [ -f curious ]; then aws s3api list-buckets; fi',
        ],
      }),
    ],
  });
}
if (triggeredBy) {
  pipeline.buildPipeline();
  const branches = { Includes: triggeredBy };
  pipeline.pipeline.node.defaultChild.addPropertyOverride('Triggers', [
    {
      ProviderType: 'CodeStarSourceConnection',
      GitConfiguration: { SourceActionName: 'somebody_shop', Push: [{ Branches: branches }] },
    },
  ]);
}
app.synth();
