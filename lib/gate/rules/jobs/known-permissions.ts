import type { JsonObject } from '../../../ground/json';
import type { Resource } from '../../templates/target';
import type { Holder } from './holders';
import { PERMISSIONS_IN_VPC } from './permissions-in-vpc';
import {
  artifactKeys,
  artifacts,
  askedApprovals,
  bootstrapRoles,
  builds,
  connections,
  evidence,
  evidenceKeys,
  type Kind,
  one,
  ownReports,
  ownRoles,
  repositories,
  revalidations,
  rolesOfTargets,
  signs,
  sourceKeys,
  sourceObjects,
  tagged,
  topicKeys,
} from './permitted-resources';

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

const BUILDS: readonly Holder[] = ['synthesis', 'self-update', 'publishing', 'validation'];
const USE = words('kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey kms:ReEncryptFrom kms:ReEncryptTo');
const REPORT = words('codebuild:CreateReport codebuild:UpdateReport codebuild:BatchPutTestCases');
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
  ...PERMISSIONS_IN_VPC.map((each) => ({ ...each, who: BUILDS })),
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
    is: builds,
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
  { who: ['synthesis'], actions: REPORT, on: 'the reports of the gate', is: ownReports('gate') },
  { who: ['validation'], actions: REPORT, on: 'the reports of validations', is: ownReports('validation') },
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
      ...words(
        'releases/*/junit.xml releases/*/junit-?.xml releases/*/review.html releases/*/review.json releases/*/gate.html',
      ),
      ...words(
        'releases/*/revalidations.json promoted/*/report.json promoted/*/question.json promoted/*/validation.zip',
      ),
      'revalidations/*.json',
    ),
  },
  {
    who: ['validation'],
    actions: ['s3:GetObject'],
    on: 'what validations and reviews left behind',
    is: evidence(
      ...PROVED,
      ...words('promoted/*/report.json promoted/*/question.json releases/*/review.json revalidations/*.json'),
    ),
  },
  {
    who: ['validation'],
    actions: words('s3:GetObject s3:GetObjectVersion'),
    on: 'what validated an environment',
    is: evidence('promoted/*/validation.zip'),
  },
  {
    who: ['validation', 'closing', 'auditor', 'approver'],
    actions: ['s3:ListBucket'],
    on: 'the evidence',
    is: evidence(),
  },
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
  {
    who: ['validation'],
    actions: words('codepipeline:ListActionExecutions codepipeline:ListPipelineExecutions'),
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
  { who: ['auditor', 'approver'], actions: ['kms:Decrypt'], on: 'the key of evidence', is: evidenceKeys },
  { who: ['auditor'], actions: words('kms:GetPublicKey kms:Verify'), on: 'the signing key', is: signs },
  {
    who: ['approver'],
    actions: ['s3:GetObject'],
    on: 'pages that are decided from',
    is: evidence('releases/*/review.html', 'releases/*/gate.html'),
  },
  {
    who: ['approver'],
    actions: words(`codepipeline:GetPipeline codepipeline:GetPipelineExecution codepipeline:GetPipelineState
      codepipeline:ListActionExecutions codepipeline:ListPipelineExecutions`),
    on: 'the pipeline',
    is: one('AWS::CodePipeline::Pipeline'),
  },
  {
    who: ['approver'],
    actions: ['codepipeline:PutApprovalResult'],
    on: 'an approval of the pipeline',
    is: askedApprovals,
  },
  {
    who: ['starting'],
    actions: ['codepipeline:StartPipelineExecution'],
    on: 'the pipeline',
    is: one('AWS::CodePipeline::Pipeline'),
  },
  { who: ['starting'], actions: ['codebuild:StartBuild'], on: 'the build that validates again', is: revalidations },
  { who: ['telling', 'pipeline'], actions: ['sns:Publish'], on: 'a topic', is: one('AWS::SNS::Topic') },
  {
    who: ['telling', 'pipeline'],
    actions: words('kms:Decrypt kms:GenerateDataKey'),
    on: 'the key of a topic',
    is: topicKeys,
  },
];
