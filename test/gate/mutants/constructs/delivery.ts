import type { SourceMutant } from './mutated-app';
import { inSource } from './source-edits';

const stack = inSource('pipeline/delivery-pipeline-stack.ts');
const approve = inSource('pipeline/steps/approve-step.ts');
const synth = inSource('pipeline/steps/synth-step.ts');
const validate = inSource('pipeline/steps/validation-build.ts');
const deploy = inSource('pipeline/deploy-environment.ts');
const role = inSource('pipeline/validation-role.ts');
const builds = inSource('pipeline/keep-builds.ts');
const grants = inSource('pipeline/narrow-grants.ts');
const closer = inSource('pipeline/evidence-closer.ts');
const source = inSource('pipeline/source.ts');
const stage = inSource('stages/target-stage.ts');

const DEPLOYS = 'ZT-00-PipelineDeploysJudged';
const READS = 'ZT-00-PipelineReadsItsSource';
const ASKS = 'ZT-00-PipelineAsksAndProves';
const JOBS = 'ZT-00-BuildsRunKnownJobs';
const ASSETS = 'ZT-00-AssetsAreFiles';
const ROLES = 'ZT-09-PipelineRolesKeepToTheirJobs';
const GUARDS = 'ZT-09-PipelineRolesChangeNoGuards';

/** What the pipeline deploys, asks, proves, runs, publishes and may do, broken where it is made. */
export const DELIVERY_SOURCES: readonly SourceMutant[] = [
  source(
    READS,
    'releases come from another branch',
    'CodePipelineSource.connection(source.repository, source.branch, {',
    "CodePipelineSource.connection(source.repository, 'unreviewed', {",
  ),
  source(
    READS,
    'tags of anybody start a release',
    "if (source.kind !== 'codeconnections' || source.triggers === undefined) return undefined;\n  const { branches, paths, tags } = source.triggers;",
    "if (source.kind !== 'codeconnections') return undefined;\n  const { branches, paths, tags } = { tags: { includes: ['*'] } } as NonNullable<typeof source.triggers>;",
  ),
  stack(
    DEPLOYS,
    'the pipeline does not update itself',
    'useChangeSets: true,',
    'useChangeSets: true,\n selfMutation: false,',
  ),
  stack(DEPLOYS, 'the pipeline deploys without change sets', 'useChangeSets: true,', 'useChangeSets: false,'),
  stack(
    DEPLOYS,
    'the pipeline goes on as what it was when it has updated itself',
    "acceptLint(each, ['E3703', 'W3005']);",
    "acceptLint(each, ['E3703', 'W3005']);\n each.restartExecutionOnUpdate = false;",
  ),
  stack(
    DEPLOYS,
    'the last environment is not deployed',
    'config.environments.forEach((environment, index) => {',
    'config.environments.slice(0, 1).forEach((environment, index) => {',
  ),
  deploy(ASKS, 'nobody is asked before prod', 'pre: approval ? [new ApproveStep(approval)] : []', 'pre: []'),
  deploy(
    ASKS,
    'environments are validated before they are deployed',
    'pre: approval ? [new ApproveStep(approval)] : [], post }',
    'pre: [...(approval ? [new ApproveStep(approval)] : []), ...post] }',
  ),
  approve(
    ASKS,
    'whoever approves is shown another page',
    'const page = reviewUrl(environment, evidence, validations[0]?.release);',
    "const page = 'https://example.org/review';",
  ),
  validate(ASKS, 'nothing prepares the review of the next environment', '    ...reviewed,\n', ''),
  synth(JOBS, 'the build does not ask the gate', "['synth', 'scans', ", "['typecheck', 'scans', "),
  synth(JOBS, 'the build does not look at the packages', "['synth', 'scans', ", "['synth', "),
  synth(JOBS, 'the build runs what packages bring', "['npm ci --ignore-scripts']", "['npm ci']"),
  synth(
    JOBS,
    'the build installs what a registry has',
    "installCommands: ['npm ci --ignore-scripts']",
    "installCommands: ['npm install --ignore-scripts']",
  ),
  synth(JOBS, 'the build leaves nothing behind', 'post_build: { commands: [record(props)] },', ''),
  validate(
    JOBS,
    'a failed validation stops nothing',
    '${declared} --output report`',
    '${declared} --output report || true`',
  ),
  validate(
    JOBS,
    'the validation is content with a month of logs',
    '--log-retention-days ${logRetentionDays}',
    '--log-retention-days 30',
  ),
  closer(
    ASSETS,
    'an image is made where assets are published',
    'super(scope, id);\n    const functionName',
    "super(scope, id);\n    new (require('aws-cdk-lib/aws-ecr-assets').DockerImageAsset)(this, 'Image', { directory: 'functions/close-release', file: 'index.ts' });\n    const functionName",
  ),
  stage(
    ASSETS,
    'assets are published into a bucket of somebody',
    "return new DataStack(this, 'Data', {",
    "return new DataStack(this, 'Data', {\n synthesizer: new (require('aws-cdk-lib').DefaultStackSynthesizer)({ fileAssetsBucketName: 'of-somebody' }),",
  ),
  stage(
    ASSETS,
    'assets are published by a role of somebody',
    "return new DataStack(this, 'Data', {",
    "return new DataStack(this, 'Data', {\n synthesizer: new (require('aws-cdk-lib').DefaultStackSynthesizer)({ fileAssetPublishingRoleArn: 'arn:aws:iam::222222222222:role/admin' }),",
  ),
  role(
    ROLES,
    'the validation may become every role',
    "new PolicyStatement({ actions: ['sts:AssumeRole'], resources })",
    "new PolicyStatement({ actions: ['sts:AssumeRole'], resources: ['*'] })",
  ),
  builds(
    ROLES,
    'the build may write the whole record of a release',
    'bucket.arnForObjects(`${RELEASES_PREFIX}*/build*/*`)',
    "bucket.arnForObjects('*')",
  ),
  grants(ROLES, 'builds may delete artifacts', "  's3:DeleteObject*': [],\n", ''),
  closer(
    ROLES,
    'builds and users may become the role that closes releases',
    "assumedBy: new ServicePrincipal('lambda.amazonaws.com'),",
    "assumedBy: new ServicePrincipal('codebuild.amazonaws.com'),",
  ),
  builds(
    GUARDS,
    'the build may change the policy of the evidence',
    "actions: ['s3:PutObject'],\n        resources: [",
    "actions: ['s3:PutObject', 's3:PutBucketPolicy'],\n        resources: [bucket.bucketArn, ",
  ),
  role(
    GUARDS,
    'the validation may give roles away',
    "new PolicyStatement({ actions: ['sts:AssumeRole'], resources })",
    "new PolicyStatement({ actions: ['sts:AssumeRole', 'iam:PassRole'], resources })",
  ),
];
