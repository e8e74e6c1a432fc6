import type { JsonObject } from '../../../ground/json';
import { listAt, objectAt } from '../../../ground/json';
import { coversResource } from '../../../policy';
import { encryptionOf } from '../../templates/buckets';
import { artifactBuckets, evidenceBuckets, findBeside, signingKeys } from '../../templates/evidence';
import { DEPLOYMENT_ROLE } from '../../templates/friends';
import { arnOf } from '../../templates/physical-ids';
import { actionsOf, deployedStacks } from '../../templates/pipelines';
import type { Resource, Target } from '../../templates/target';
import { inRelease } from '../closed-world/shape';
import type { Holder } from './holders';

/** Whether a resource that a statement names is one of a kind. */
type Kind = (resource: unknown, role: Resource, target: Target) => boolean;

/** What roles of the pipeline's stacks may do, and with what: nothing else. */
export interface KnownPermission {
  readonly who: readonly Holder[];
  readonly actions: readonly string[];
  /** What the resources are, as a sentence's end. */
  readonly on: string;
  readonly is: Kind;
  /** What the statement's condition must be. @default - it may be anything: it only narrows */
  readonly under?: (condition: JsonObject, role: Resource) => boolean;
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const isText = (value: unknown): value is string => typeof value === 'string';

const bucketOf = (arn: unknown, target: Target): Resource | undefined =>
  isText(arn) ? findBeside(arn.split('/')[0], 'AWS::S3::Bucket', target) : undefined;

const artifacts: Kind = (arn, _, target) => {
  const bucket = bucketOf(arn, target);
  return bucket !== undefined && artifactBuckets(target).includes(bucket);
};

/** The key of such a bucket; that of another region is handed over by the output of its stack. */
const artifactKeys: Kind = (arn, role, target) => {
  const key = target.find(arn, 'AWS::KMS::Key');
  if (key === undefined) return !isText(arn) && inRelease('AWS::KMS::Key').holds(arn, role.stack, target);
  return artifactBuckets(target).some((bucket) => target.find(encryptionOf(bucket).key, 'AWS::KMS::Key') === key);
};

/** Objects of evidence by their keys; without any, the bucket itself. */
const evidence =
  (...keys: readonly string[]): Kind =>
  (arn, _, target) =>
    isText(arn) &&
    evidenceBuckets(target).some(({ identity }) => {
      const bucket = arnOf(identity);
      return keys.length === 0 ? arn === bucket : keys.some((key) => coversResource(`${bucket}/${key}`, arn));
    });

const evidenceKeys: Kind = (arn, _, target) => {
  const key = target.find(arn, 'AWS::KMS::Key');
  return (
    key !== undefined &&
    evidenceBuckets(target).some((bucket) => target.find(encryptionOf(bucket).key, 'AWS::KMS::Key') === key)
  );
};

const signs: Kind = (arn, _, target) => signingKeys(target).some(({ identity }) => arnOf(identity) === arn);

const one =
  (type: string): Kind =>
  (arn, _, target) =>
    target.find(arn, type) !== undefined;

const ownReports: Kind = (arn, { stack }) =>
  isText(arn) &&
  arn.startsWith(`arn:`) &&
  arn.split(':').slice(2, 5).join(':') === `codebuild:${stack.region}:${stack.account}` &&
  /^report-group\/[\w-]+$/.test(arn.split(':')[5] ?? '');

/** Roles that the CDK's bootstrap has made in an account and region of the release, for one of these. */
const bootstrapRoles =
  (...purposes: readonly string[]): Kind =>
  (arn, _, target) => {
    if (!isText(arn) || /[*?]/.test(arn) || !DEPLOYMENT_ROLE.test(arn)) return false;
    const [, purpose = '', account = '', region = ''] =
      /\/cdk-[a-z0-9]+-([a-z-]+)-role-(\d{12})-([a-z0-9-]+)$/.exec(arn) ?? [];
    const places = [...deployedStacks(target), ...(purposes.includes('deploy') ? [] : target.stacks)];
    return (
      purposes.includes(purpose) &&
      arn.split(':')[4] === account &&
      places.some((stack) => stack.account === account && stack.region === region)
    );
  };

/** Roles that targets have made for the validation, by name. */
const rolesOfTargets: Kind = (arn, _, target) =>
  target.release.some((each) => each.kind === 'target' && each.find(arn, 'AWS::IAM::Role') !== undefined);

/** Every role of the own account, of which the condition takes those that the bootstrap has tagged. */
const ownRoles: Kind = (arn, { stack }) =>
  isText(arn) && new RegExp(`^arn:[^:]+:iam::${stack.account}:role/\\*$`).test(arn);

const BOOTSTRAP_TAG = 'iam:ResourceTag/aws-cdk:bootstrap-role';

const tagged = (condition: JsonObject): boolean => {
  const values = listAt(objectAt(condition['ForAnyValue:StringEquals'])[BOOTSTRAP_TAG]);
  return (
    values.length > 0 &&
    values.every((each) => ['deploy', 'file-publishing', 'image-publishing'].includes(String(each)))
  );
};

const sourcesOf = (target: Target) =>
  target
    .of('AWS::CodePipeline::Pipeline')
    .flatMap(actionsOf)
    .filter(({ category }) => category === 'Source')
    .map(({ configuration }) => configuration);

/** The bucket or object that the pipeline has as its source. */
const sourceObjects: Kind = (arn, _, target) =>
  isText(arn) &&
  sourcesOf(target).some(({ S3Bucket: bucket, S3ObjectKey: key }) => {
    const [, name = ''] = arn.split(':::');
    return isText(bucket) && (name === bucket || name === `${bucket}/${String(key)}`);
  });

/** A key that is named: which one the bucket of the source has, nobody deploys. */
const sourceKeys: Kind = (arn, _, target) =>
  isText(arn) &&
  !/[*?]/.test(arn) &&
  /:key\/[\w-]+$/.test(arn) &&
  sourcesOf(target).some(({ S3Bucket: bucket }) => bucket !== undefined);

const connections: Kind = (arn, _, target) =>
  sourcesOf(target).some(({ ConnectionArn: connection }) => connection === arn);

const repositories: Kind = (arn, { stack }, target) =>
  isText(arn) &&
  sourcesOf(target).some(
    ({ RepositoryName: name }) => isText(name) && arn.endsWith(`:codecommit:${stack.region}:${stack.account}:${name}`),
  );

const BUILDS: readonly Holder[] = ['synthesis', 'self-update', 'publishing', 'validation'];
const USE = words('kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey kms:ReEncryptFrom kms:ReEncryptTo');
const PROVED = ['validation.json', 'validation-?.json'].map((name) => `releases/*/${name}`);

/** Source of what CodePipeline and CodeBuild need: see lib/pipeline/narrow-grants.ts. */
export const KNOWN_PERMISSIONS: readonly KnownPermission[] = [
  {
    who: [...BUILDS, 'closing', 'function'],
    actions: words('logs:CreateLogStream logs:PutLogEvents'),
    on: 'a log group of these templates',
    is: one('AWS::Logs::LogGroup'),
  },
  {
    who: [...BUILDS, 'pipeline'],
    actions: words('s3:GetBucketAcl s3:GetBucketLocation s3:GetObject s3:GetObjectVersion'),
    on: 'artifacts',
    is: artifacts,
  },
  { who: [...BUILDS, 'pipeline'], actions: USE, on: 'a key of artifacts', is: artifactKeys },
  { who: ['synthesis', 'validation', 'pipeline'], actions: ['s3:PutObject'], on: 'artifacts', is: artifacts },
  { who: ['synthesis'], actions: ['s3:ListBucket'], on: 'artifacts', is: artifacts },
  {
    who: ['pipeline'],
    actions: words('s3:GetBucketVersioning s3:PutObjectAcl'),
    on: 'artifacts',
    is: artifacts,
  },
  {
    who: ['pipeline'],
    actions: words('codebuild:BatchGetBuilds codebuild:StartBuild codebuild:StopBuild'),
    on: 'a build project of these templates',
    is: one('AWS::CodeBuild::Project'),
  },
  {
    who: ['pipeline'],
    actions: words('codestar-connections:UseConnection codeconnections:UseConnection'),
    on: 'the connection of its source',
    is: connections,
  },
  {
    who: ['pipeline'],
    actions: words(`codecommit:GetBranch codecommit:GetCommit codecommit:UploadArchive codecommit:GetUploadArchiveStatus
      codecommit:CancelUploadArchive`),
    on: 'the repository of its source',
    is: repositories,
  },
  {
    who: ['pipeline'],
    actions:
      words(`s3:GetBucketAcl s3:GetBucketLocation s3:GetBucketVersioning s3:GetObject s3:GetObjectVersion s3:ListBucket
      s3:GetObjectTagging s3:GetObjectVersionTagging`),
    on: 'its source',
    is: sourceObjects,
  },
  {
    who: ['pipeline'],
    actions: words('kms:Decrypt kms:DescribeKey'),
    on: 'the key of its source',
    is: sourceKeys,
  },
  {
    who: ['pipeline'],
    actions: ['sts:AssumeRole'],
    on: 'a deployment role of a target',
    is: bootstrapRoles('deploy'),
  },
  {
    who: ['publishing'],
    actions: ['sts:AssumeRole'],
    on: 'a publishing role of a target',
    is: bootstrapRoles('file-publishing', 'image-publishing'),
  },
  {
    who: ['self-update'],
    actions: ['sts:AssumeRole'],
    on: "the bootstrap's roles of its own account",
    is: ownRoles,
    under: tagged,
  },
  {
    who: ['validation'],
    actions: ['sts:AssumeRole'],
    on: 'roles that targets have for it',
    is: rolesOfTargets,
  },
  {
    who: ['synthesis', 'validation'],
    actions: words('codebuild:CreateReport codebuild:UpdateReport codebuild:BatchPutTestCases'),
    on: 'report groups of the account',
    is: ownReports,
  },
  {
    who: ['synthesis'],
    actions: ['s3:PutObject'],
    on: 'what builds leave behind',
    is: evidence('releases/*/build*/*'),
  },
  {
    who: ['validation'],
    actions: ['s3:PutObject'],
    on: 'what validations and reviews leave behind',
    is: evidence(
      ...PROVED,
      ...words('releases/*/junit.xml releases/*/junit-?.xml releases/*/review.html releases/*/review.json'),
      'promoted/*/report.json',
    ),
  },
  {
    who: ['validation'],
    actions: ['s3:GetObject'],
    on: 'what validations left behind',
    is: evidence(...PROVED, 'promoted/*/report.json'),
  },
  { who: ['validation', 'closing', 'auditor'], actions: ['s3:ListBucket'], on: 'the evidence', is: evidence() },
  {
    who: ['synthesis', 'validation', 'closing'],
    actions: words('kms:Decrypt kms:GenerateDataKey'),
    on: 'the key of evidence',
    is: evidenceKeys,
  },
  {
    who: ['closing'],
    actions: words('s3:GetObject s3:PutObject'),
    on: 'records of releases, their chain and public keys',
    is: evidence('releases/*', 'chain/*', 'keys/*.pem'),
  },
  {
    who: ['closing'],
    actions: words('codepipeline:GetPipelineExecution codepipeline:ListActionExecutions'),
    on: 'the pipeline',
    is: one('AWS::CodePipeline::Pipeline'),
  },
  { who: ['closing'], actions: words('kms:Sign kms:GetPublicKey'), on: 'the signing key', is: signs },
  {
    who: ['closing', 'function'],
    actions: ['sqs:SendMessage'],
    on: 'a queue of these templates',
    is: one('AWS::SQS::Queue'),
  },
  {
    who: ['auditor'],
    actions: words('s3:ListBucketVersions'),
    on: 'the evidence',
    is: evidence(),
  },
  {
    who: ['auditor'],
    actions: words('s3:GetObject s3:GetObjectVersion s3:GetObjectRetention'),
    on: 'evidence',
    is: evidence('*'),
  },
  { who: ['auditor'], actions: ['kms:Decrypt'], on: 'the key of evidence', is: evidenceKeys },
  { who: ['auditor'], actions: words('kms:GetPublicKey kms:Verify'), on: 'the signing key', is: signs },
  {
    who: ['starting'],
    actions: ['codepipeline:StartPipelineExecution'],
    on: 'the pipeline',
    is: one('AWS::CodePipeline::Pipeline'),
  },
];
