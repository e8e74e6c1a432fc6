import type { Mutant, Workbench } from './mutant';

const KEY = 'AWS::KMS::Key';
const BUCKET = 'AWS::S3::Bucket';
const GROUP = 'AWS::Logs::LogGroup';

/** Resources of the pipeline's stack; the store of another region has the same logical ids. */
const here = (target: Workbench, prefix: string, type: string) => {
  const found = Object.entries(target.resources).filter(([id, each]) => id.startsWith(prefix) && each.Type === type);
  const [only, ...more] = found;
  if (only === undefined || more.length > 0) throw new Error(`there are ${found.length} resources ${prefix} ${type}`);
  return only[1];
};

const replica = (target: Workbench, type: string) => {
  const stack = target.stacks.find(({ path }) => path.includes('Replication'));
  const [only] = Object.values(stack?.template.Resources ?? {}).filter((each) => each.Type === type);
  if (only === undefined) throw new Error(`the replication stack has no ${type}`);
  return only as unknown as { Properties: Record<string, unknown> };
};

const statementsOf = (properties: Record<string, unknown>, name: string) =>
  (properties[name] as { Statement: Record<string, unknown>[] }).Statement;

const pipeline = (rule: string, fault: string, change: (target: Workbench) => void): Mutant => ({
  fault,
  rule,
  in: 'pipeline',
  break: change,
});

const setting = (
  rule: string,
  fault: string,
  ...[prefix, type, property, value]: readonly [string, string, string, unknown]
): Mutant =>
  pipeline(rule, fault, (target) => {
    const { Properties: properties } = here(target, prefix, type);
    if (value === undefined) delete properties[property];
    else properties[property] = value;
  });

const allowing = (
  rule: string,
  fault: string,
  ...[prefix, type, property, statement]: readonly [string, string, string, Record<string, unknown>]
): Mutant =>
  pipeline(rule, fault, (target) => {
    statementsOf(here(target, prefix, type).Properties, property).push({ Effect: 'Allow', ...statement });
  });

const POLICY = 'AWS::S3::BucketPolicy';
const ANYBODY = { Principal: '*', Resource: '*' };
const OTHER = { Principal: { AWS: 'arn:aws:iam::555555555555:root' }, Resource: '*' };

/** Requirements that hold for the tools account too: the pipeline, its stores in two regions, its evidence. */
export const PIPELINE: readonly Mutant[] = [
  setting(
    'ZT-05-KeysRotate',
    'the artifact key rotates as AWS likes',
    'StoreKey',
    KEY,
    'RotationPeriodInDays',
    undefined,
  ),
  setting(
    'ZT-05-KeysRotate',
    'the evidence key rotates every 365 days',
    'EvidenceKey',
    KEY,
    'RotationPeriodInDays',
    365,
  ),
  setting('ZT-05-KeysRotate', 'the key of the build logs does not rotate', 'LogsKey', KEY, 'EnableKeyRotation', false),
  setting('ZT-05-KeysRotate', 'the signing key is disabled', 'CloserSigningKey', KEY, 'Enabled', false),
  pipeline('ZT-05-KeysRotate', 'the artifact key of another region does not rotate', (target) => {
    replica(target, KEY).Properties['EnableKeyRotation'] = false;
  }),
  allowing('ZT-05-KeysKnowTheirUsers', 'the artifact key lets everybody in', 'StoreKey', KEY, 'KeyPolicy', {
    ...ANYBODY,
    Action: 'kms:Decrypt',
  }),
  allowing('ZT-05-KeysKnowTheirUsers', 'the evidence key lets another account in', 'EvidenceKey', KEY, 'KeyPolicy', {
    ...OTHER,
    Action: 'kms:Decrypt',
  }),
  allowing('ZT-05-KeysKnowTheirUsers', 'everybody may ask who signs', 'CloserSigningKey', KEY, 'KeyPolicy', {
    ...ANYBODY,
    Action: 'kms:GetPublicKey',
  }),
  pipeline('ZT-06-LogsKeyLetsCloudWatchLogsIn', 'the key of the build logs does not know CloudWatch Logs', (target) => {
    const { Properties: properties } = here(target, 'LogsKey', KEY);
    const policy = properties['KeyPolicy'] as { Statement: Record<string, unknown>[] };
    policy.Statement = policy.Statement.filter(({ Sid }) => Sid !== 'Enable CloudWatch Logs');
  }),
  setting('ZT-07-LogGroupsEncryptedAndKept', 'build logs are not encrypted', 'BuildLogs', GROUP, 'KmsKeyId', undefined),
  setting(
    'ZT-07-LogGroupsEncryptedAndKept',
    'build logs are kept for ever',
    'BuildLogs',
    GROUP,
    'RetentionInDays',
    undefined,
  ),
  setting(
    'ZT-07-LogGroupsBeforeWriters',
    'the synthesis writes its log where CodeBuild likes',
    'PipelineBuildSynth',
    'AWS::CodeBuild::Project',
    'LogsConfig',
    undefined,
  ),
  setting(
    'ZT-07-LogGroupsBeforeWriters',
    'what closes releases writes its log where Lambda likes',
    'CloserFunction',
    'AWS::Lambda::Function',
    'LoggingConfig',
    undefined,
  ),
  allowing(
    'ZT-07-NoRoleCreatesLogGroups',
    'the synthesis may create log groups',
    'PipelineBuildSynth',
    'AWS::IAM::Policy',
    'PolicyDocument',
    { Action: 'logs:CreateLogGroup', Resource: '*' },
  ),
  allowing(
    'ZT-07-NoRoleCreatesLogGroups',
    'the self-mutation may do everything with logs',
    'PipelineUpdatePipelineSelfMutationRole',
    'AWS::IAM::Policy',
    'PolicyDocument',
    { Action: 'logs:*', Resource: '*' },
  ),
  setting(
    'ZT-08-BucketsGuarded',
    'artifacts are encrypted by S3',
    'StoreArtifacts',
    BUCKET,
    'BucketEncryption',
    undefined,
  ),
  setting(
    'ZT-08-BucketsGuarded',
    'nobody logs who reads artifacts',
    'StoreArtifacts',
    BUCKET,
    'LoggingConfiguration',
    undefined,
  ),
  setting(
    'ZT-08-BucketsGuarded',
    'evidence has no versions',
    'EvidenceBucket',
    BUCKET,
    'VersioningConfiguration',
    undefined,
  ),
  setting(
    'ZT-08-BucketsGuarded',
    'evidence may become public',
    'EvidenceBucket',
    BUCKET,
    'PublicAccessBlockConfiguration',
    { BlockPublicAcls: true },
  ),
  pipeline('ZT-08-BucketsGuarded', 'the artifacts of another region have no policy', (target) => {
    const stack = target.stacks.find(({ path }) => path.includes('Replication'));
    const resources = stack?.template.Resources as Record<string, { Type: string }>;
    for (const [id, { Type: type }] of Object.entries(resources)) {
      if (id.startsWith('StoreArtifactsPolicy') && type === POLICY) delete resources[id];
    }
  }),
  allowing('ZT-08-BucketsGuarded', 'everybody may read artifacts', 'StoreArtifactsPolicy', POLICY, 'PolicyDocument', {
    ...ANYBODY,
    Action: 's3:GetObject*',
  }),
  allowing(
    'ZT-08-BucketsGuarded',
    'another account may write evidence',
    'EvidenceBucketPolicy',
    POLICY,
    'PolicyDocument',
    { ...OTHER, Action: 's3:PutObject' },
  ),
  pipeline('ZT-08-LogDeliveryBound', 'S3 may deliver the access logs of everybody', (target) => {
    const { Properties: properties } = here(target, 'StoreAccessLogsPolicy', POLICY);
    for (const each of statementsOf(properties, 'PolicyDocument'))
      if (each['Effect'] === 'Allow') delete each['Condition'];
  }),
  ...(
    [
      ['everybody may become the validation', 'ValidationRole', { Principal: '*' }],
      ['another account may become the pipeline', 'PipelineRole', OTHER],
      ['an identity provider says who is the synthesis', 'PipelineBuildSynth', { Principal: { Federated: 'x' } }],
      ['every account may read evidence', 'ReaderRole', { Principal: { AWS: '*' } }],
      ['any role of its account may become what closes releases', 'CloserRole', { Principal: { AWS: '111111111111' } }],
    ] as const
  ).map(([fault, prefix, statement]) =>
    pipeline('ZT-09-RolesTrustNobodyElse', fault, (target) => {
      const { Principal } = statement;
      statementsOf(here(target, prefix, 'AWS::IAM::Role').Properties, 'AssumeRolePolicyDocument').push({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal,
      });
    }),
  ),
  ...(
    [
      ['may become every role there is', 'LookAtTargets', 'AWS::IAM::ManagedPolicy', 'sts:AssumeRole'],
      ['may give itself rights', 'KeepValidations', 'AWS::IAM::ManagedPolicy', 'iam:PutRolePolicy'],
      ['may make what is evidence public', 'KeepValidations', 'AWS::IAM::ManagedPolicy', 's3:PutBucketPolicy'],
    ] as const
  ).map(([what, prefix, type, Action]) =>
    allowing('ZT-09-PipelineRolesChangeNoGuards', `the validation ${what}`, prefix, type, 'PolicyDocument', {
      Action,
      Resource: '*',
    }),
  ),
  allowing(
    'ZT-09-PipelineRolesChangeNoGuards',
    'the pipeline may do everything',
    'PipelineRoleDefaultPolicy',
    'AWS::IAM::Policy',
    'PolicyDocument',
    { Action: '*', Resource: '*' },
  ),
  pipeline('ZT-09-FunctionsInvokedByOwn', 'everybody may close releases', (target) => {
    for (const each of Object.values(target.resources).filter(({ Type: type }) => type === 'AWS::Lambda::Permission'))
      Object.assign(each.Properties, { Principal: '*' });
  }),
  setting(
    'ZT-05-QueuesGuarded',
    'letters of what closes releases have the key of SQS',
    'CloserDeadLetters',
    'AWS::SQS::Queue',
    'KmsMasterKeyId',
    undefined,
  ),
  setting('ZT-14-Tags', 'a report group has no tags', 'ReportsGate', 'AWS::CodeBuild::ReportGroup', 'Tags', undefined),
  setting('ZT-14-Tags', 'the pipeline has no tags', 'Pipeline9', 'AWS::CodePipeline::Pipeline', 'Tags', undefined),
  pipeline('ZT-01-NoInternetPath', 'the tools account gets a public address', (target) =>
    target.add('Way', 'AWS::EC2::EIP'),
  ),
];
