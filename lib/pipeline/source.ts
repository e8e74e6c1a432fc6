import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-codecommit';
import type { CfnPipeline } from 'aws-cdk-lib/aws-codepipeline';
import { S3Trigger } from 'aws-cdk-lib/aws-codepipeline-actions';
import { Rule } from 'aws-cdk-lib/aws-events';
import { type IRole, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CodePipelineSource } from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';
import type { SourceConfig } from '../config/schema';

const ACTION = 'Source';

/** The source action a configuration asks for, in the pipeline of that name, and what starts the pipeline by it. */
export const sourceFor = (scope: Construct, source: SourceConfig, pipelineName: string): CodePipelineSource => {
  switch (source.kind) {
    case 'codeconnections':
      return CodePipelineSource.connection(source.repository, source.branch, {
        connectionArn: source.connectionArn,
        actionName: ACTION,
      });
    case 's3':
      startOnUpload(scope, source, pipelineName);
      return CodePipelineSource.s3(bucketOf(scope, source), source.key, {
        actionName: ACTION,
        trigger: S3Trigger.NONE,
      });
    case 'codecommit':
      return CodePipelineSource.codeCommit(
        Repository.fromRepositoryName(scope, 'SourceRepository', source.repository),
        source.branch,
        { actionName: ACTION, eventRole: starter(scope, pipelineName).withoutPolicyUpdates() },
      );
  }
};

type S3Source = Extract<SourceConfig, { kind: 's3' }>;

const bucketOf = (scope: Construct, { bucket, keyArn }: S3Source) => {
  if (keyArn === undefined) return Bucket.fromBucketName(scope, 'SourceBucket', bucket);
  const encryptionKey = Key.fromKeyArn(scope, 'SourceKey', keyArn);
  return Bucket.fromBucketAttributes(scope, 'SourceBucket', { bucketName: bucket, encryptionKey });
};

/**
 * Starts the pipeline when the object is written, by the events that the bucket itself sends: no trail has to record its data
 * events, and nobody polls. The bucket must send them, which is its owner's to switch on.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-s3-bucket-eventbridgeconfiguration.html,
 * and for rule and role https://docs.aws.amazon.com/codepipeline/latest/userguide/create-cloudtrail-S3-source-cfn.html
 */
const startOnUpload = (scope: Construct, { bucket, key }: S3Source, pipelineName: string): void => {
  const role = starter(scope, pipelineName);
  new Rule(scope, 'SourceEvents', {
    description: `Starts ${pipelineName} when its source is written`,
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: { bucket: { name: [bucket] }, object: { key: [key] } },
    },
    targets: [{ bind: () => ({ arn: arnOf(scope, pipelineName), role }) }],
  });
};

/** The role as which EventBridge starts this pipeline and no other, with a policy of its own: the CDK's would be inline. */
const starter = (scope: Construct, pipelineName: string): Role => {
  const role = new Role(scope, 'SourceEventsRole', {
    description: `Starts ${pipelineName} when its source has changed`,
    assumedBy: new ServicePrincipal('events.amazonaws.com'),
  });
  new ManagedPolicy(scope, 'StartPipeline', {
    roles: [role],
    statements: [
      new PolicyStatement({
        actions: ['codepipeline:StartPipelineExecution'],
        resources: [arnOf(scope, pipelineName)],
      }),
    ],
  });
  return role;
};

const arnOf = (scope: Construct, resource: string): string =>
  Stack.of(scope).formatArn({ service: 'codepipeline', resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });

/**
 * The triggers of a connection, in the words of CloudFormation; undefined where every push to its branch starts a release. With
 * a trigger AWS starts nothing else. Tags have a filter of their own: no page says that AWS takes them beside branches in one.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codepipeline-pipeline-pipelinetriggerdeclaration.html
 * and https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GitPushFilter.html
 */
export const triggersFor = (source: SourceConfig): CfnPipeline.PipelineTriggerDeclarationProperty[] | undefined => {
  if (source.kind !== 'codeconnections' || source.triggers === undefined) return undefined;
  const { branches, paths, tags } = source.triggers;
  const inBranches = branches ?? (paths && { includes: [source.branch] });
  const push = [
    ...(inBranches ? [{ branches: copied(inBranches), ...(paths && { filePaths: copied(paths) }) }] : []),
    ...(tags ? [{ tags: copied(tags) }] : []),
  ];
  return [{ providerType: 'CodeStarSourceConnection', gitConfiguration: { sourceActionName: ACTION, push } }];
};

interface Patterns {
  readonly includes?: readonly string[] | undefined;
  readonly excludes?: readonly string[] | undefined;
}

/** The CDK's types want lists that could be changed. */
const copied = ({ includes, excludes }: Patterns): { includes?: string[]; excludes?: string[] } => ({
  ...(includes && { includes: [...includes] }),
  ...(excludes && { excludes: [...excludes] }),
});

/** Lets the pipeline read the tags of its source, too. Unconfirmed that AWS needs it: granted, and never asked for. */
export const allowTagsOfSource = (source: SourceConfig, role: IRole): void => {
  if (source.kind !== 's3') return;
  const object = `arn:${Stack.of(role).partition}:s3:::${source.bucket}/${source.key}`;
  const actions = ['s3:GetObjectTagging', 's3:GetObjectVersionTagging'];
  role.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [object] }));
};

/** Name of the source variable that tells which revision is being delivered. */
export const revisionAttribute = ({ kind }: SourceConfig): string => (kind === 's3' ? 'VersionId' : 'CommitId');
