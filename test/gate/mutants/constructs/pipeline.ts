import type { SourceMutant } from './mutated-app';
import { inSource } from './source-edits';

const artifacts = inSource('pipeline/artifact-bucket.ts');
const evidence = inSource('pipeline/evidence-bucket.ts');
const grants = inSource('pipeline/narrow-grants.ts');
const stack = inSource('pipeline/delivery-pipeline-stack.ts');
const role = inSource('pipeline/validation-role.ts');

/** What holds for the tools account, broken where the pipeline is made. */
export const PIPELINE_SOURCES: readonly SourceMutant[] = [
  artifacts(
    'ZT-08-BucketsGuarded',
    'artifacts have no bucket key',
    'bucketKeyEnabled: true',
    'bucketKeyEnabled: false',
  ),
  artifacts(
    'ZT-08-BucketsGuarded',
    'nobody logs who reads artifacts',
    "      serverAccessLogsBucket: this.accessLogs,\n      serverAccessLogsPrefix: 'artifacts/',\n",
    '',
  ),
  artifacts(
    'ZT-05-KeysRotate',
    'the artifact key is one of the library',
    "new RotatedKey(this, 'Key', {",
    "new (require('aws-cdk-lib/aws-kms').Key)(this, 'Key', { enableKeyRotation: true,",
  ),
  evidence(
    'ZT-08-BucketsGuarded',
    'the evidence bucket has no bucket key',
    'bucketKeyEnabled: true',
    'bucketKeyEnabled: false',
  ),
  evidence(
    'ZT-05-KeysKnowTheirUsers',
    'the evidence key lets everybody in',
    'this.name = evidenceBucketName(application, account, region);',
    "this.name = evidenceBucketName(application, account, region);\n this.key.addToResourcePolicy(new PolicyStatement({ principals: [new AnyPrincipal()], actions: ['kms:Decrypt'], resources: ['*'] }));",
  ),
  grants(
    'ZT-07-NoRoleCreatesLogGroups',
    'narrowing grants builds the creation of log groups',
    "'kms:GenerateDataKey*': ['kms:GenerateDataKey'],",
    "'kms:GenerateDataKey*': ['kms:GenerateDataKey', 'logs:CreateLogGroup'],",
  ),
  stack(
    'ZT-07-LogGroupsBeforeWriters',
    'builds write where CodeBuild likes',
    '        logging: { cloudWatch: { logGroup } },\n',
    '',
  ),
  stack(
    'ZT-06-LogsKeyLetsCloudWatchLogsIn',
    'the key of the build logs does not know CloudWatch Logs',
    "return new LogsKey(this, 'LogsKey', {",
    "return new (require('aws-cdk-lib/aws-kms').Key)(this, 'LogsKey', { enableKeyRotation: true, rotationPeriod: require('aws-cdk-lib').Duration.days(90),",
  ),
  stack(
    'ZT-14-Tags',
    'the pipeline has no tags',
    "tagEverything(this, { ...config.tags, Application: application, Environment: 'tools' });",
    '',
  ),
  role(
    'ZT-09-RolesTrustNobodyElse',
    'everybody may become the validation',
    "new ServicePrincipal('codebuild.amazonaws.com', {\n        // CodeBuild is only reported to send it.\n        conditions: { StringEqualsIfExists: { 'aws:SourceAccount': Stack.of(scope).account } },\n      })",
    "new (require('aws-cdk-lib/aws-iam').AnyPrincipal)()",
  ),
];
