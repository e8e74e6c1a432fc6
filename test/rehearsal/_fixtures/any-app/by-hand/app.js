// A pipeline made by hand: a clone with its history, a bucket as a second source, a template of the source, a stack that a build deploys
// by `cdk deploy`, a site, and a stage behind a condition.
const { App, CfnCondition, CfnParameter, Fn, RemovalPolicy, Stack } = require('aws-cdk-lib');
const { BuildSpec, PipelineProject } = require('aws-cdk-lib/aws-codebuild');
const { Artifact, Pipeline, PipelineType } = require('aws-cdk-lib/aws-codepipeline');
const actions = require('aws-cdk-lib/aws-codepipeline-actions');
const { PolicyStatement } = require('aws-cdk-lib/aws-iam');
const { Code, Function: LambdaFunction, Runtime } = require('aws-cdk-lib/aws-lambda');
const { Bucket } = require('aws-cdk-lib/aws-s3');

const env = { account: '111111111111', region: 'us-east-1' };
const app = new App();

const shop = new Stack(app, 'Shop', { env });
const code = Code.fromInline("exports.handler = async () => 'open';");
new LambdaFunction(shop, 'Door', {
  functionName: 'door',
  runtime: Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code,
});

const stack = new Stack(app, 'ByHand', { env });
const drop = new Bucket(stack, 'Drop', { versioned: true });
const site = new Bucket(stack, 'Site', { bucketName: 'site-by-hand', removalPolicy: RemovalPolicy.DESTROY });
const project = (id, spec) =>
  new PipelineProject(stack, id, { buildSpec: BuildSpec.fromObject({ version: '0.2', ...spec }) });
const build = project('Build', {
  env: { 'exported-variables': ['COUNT'] },
  phases: {
    build: {
      commands: [
        'test "$(git rev-parse HEAD)" = "$CODEBUILD_RESOLVED_SOURCE_VERSION"',
        'export COUNT=$(git rev-list --count HEAD)',
      ],
    },
  },
  artifacts: { files: ['**/*'], 'base-directory': 'site' },
});
const ship = new PipelineProject(stack, 'Ship');
ship.addToRolePolicy(new PolicyStatement({ actions: ['sts:AssumeRole'], resources: ['arn:aws:iam::*:role/cdk-*'] }));
const look = project('Look', {
  phases: {
    build: {
      commands: [
        'aws s3api head-object --bucket site-by-hand --key index.html --query ContentType',
        'aws lambda invoke --function-name door said.json --query StatusCode && cat said.json',
        'echo "topic $TOPIC"',
      ],
    },
  },
});
site.grantRead(look);
look.addToRolePolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: ['*'] }));

const [clone, files, page] = [new Artifact('Clone'), new Artifact('Files'), new Artifact('Page')];
const built = new actions.CodeBuildAction({ actionName: 'Build', project: build, input: clone, outputs: [page] });
const deployed = new actions.CloudFormationCreateUpdateStackAction({
  actionName: 'Topic',
  stackName: 'by-hand-topic',
  templatePath: files.atPath('infra.yaml'),
  adminPermissions: true,
  parameterOverrides: { Commits: built.variable('COUNT'), Key: { 'Fn::GetArtifactAtt': ['Page', 'ObjectKey'] } },
  extraInputs: [page],
  variablesNamespace: 'Topic',
});
const pipeline = new Pipeline(stack, 'Pipeline', {
  pipelineName: 'by-hand',
  pipelineType: PipelineType.V2,
  stages: [
    {
      stageName: 'Source',
      actions: [
        new actions.CodeStarConnectionsSourceAction({
          actionName: 'Clone',
          owner: 'somebody',
          repo: 'site',
          branch: 'main',
          output: clone,
          codeBuildCloneOutput: true,
          connectionArn:
            'arn:aws:codestar-connections:us-east-1:111111111111:connection/00000000-0000-0000-0000-000000000000',
        }),
        new actions.S3SourceAction({ actionName: 'Files', bucket: drop, bucketKey: 'all.zip', output: files }),
      ],
    },
    { stageName: 'Build', actions: [built] },
    {
      stageName: 'Deploy',
      actions: [
        deployed,
        new actions.CodeBuildAction({ actionName: 'Ship', project: ship, input: files }),
        new actions.S3DeployAction({ actionName: 'Site', bucket: site, input: page, runOrder: 7 }),
      ],
    },
    {
      stageName: 'Look',
      actions: [
        new actions.CodeBuildAction({
          actionName: 'Look',
          project: look,
          input: files,
          environmentVariables: { TOPIC: { value: '#{Topic.Name}' } },
        }),
      ],
    },
  ],
});
const asks = new CfnParameter(stack, 'Asks', { default: 'yes' });
new CfnCondition(stack, 'IsAsked', { expression: Fn.conditionEquals(asks, 'yes') });
const Ask = { Name: 'Ask', ActionTypeId: { Category: 'Approval', Owner: 'AWS', Provider: 'Manual', Version: 1 } };
const last = { 'Fn::If': ['IsAsked', { Name: 'Last', Actions: [Ask] }, { Ref: 'AWS::NoValue' }] };
pipeline.node.defaultChild.addPropertyOverride('Stages.4', last);
app.synth();
