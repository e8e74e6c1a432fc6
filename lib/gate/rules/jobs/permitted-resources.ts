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
import { jobOf } from './job-of';

/** Whether a resource that a statement names is one of a kind. */
export type Kind = (resource: unknown, role: Resource, target: Target) => boolean;

const isText = (value: unknown): value is string => typeof value === 'string';

const bucketOf = (arn: unknown, target: Target): Resource | undefined =>
  isText(arn) ? findBeside(arn.split('/')[0], 'AWS::S3::Bucket', target) : undefined;

/** A bucket of artifacts, or objects in it. */
export const artifacts: Kind = (arn, _, target) => {
  const bucket = bucketOf(arn, target);
  return bucket !== undefined && artifactBuckets(target).includes(bucket);
};

/** The key of such a bucket; that of another region is handed over by the output of its stack. */
export const artifactKeys: Kind = (arn, role, target) => {
  const key = target.find(arn, 'AWS::KMS::Key');
  if (key === undefined) return !isText(arn) && inRelease('AWS::KMS::Key').holds(arn, role.stack, target);
  return artifactBuckets(target).some((bucket) => target.find(encryptionOf(bucket).key, 'AWS::KMS::Key') === key);
};

/** Objects of evidence by their keys; without any, the bucket itself. */
export const evidence =
  (...keys: readonly string[]): Kind =>
  (arn, _, target) =>
    isText(arn) &&
    evidenceBuckets(target).some(({ identity }) => {
      const bucket = arnOf(identity);
      return keys.length === 0 ? arn === bucket : keys.some((key) => coversResource(`${bucket}/${key}`, arn));
    });

/** The key of evidence. */
export const evidenceKeys: Kind = (arn, _, target) => {
  const key = target.find(arn, 'AWS::KMS::Key');
  return (
    key !== undefined &&
    evidenceBuckets(target).some((bucket) => target.find(encryptionOf(bucket).key, 'AWS::KMS::Key') === key)
  );
};

/** A key of a topic. */
export const topicKeys: Kind = (arn, _, target) => {
  const key = target.find(arn, 'AWS::KMS::Key');
  const topics = target.of('AWS::SNS::Topic');
  return key !== undefined && topics.some((each) => target.find(each.properties['KmsMasterKeyId'], key.type) === key);
};

/** A key that signs records. */
export const signs: Kind = (arn, _, target) => signingKeys(target).some(({ identity }) => arnOf(identity) === arn);

/** A resource of a type in these templates. */
export const one =
  (type: string): Kind =>
  (arn, _, target) =>
    target.find(arn, type) !== undefined;

const buildOf =
  (isRevalidation: boolean): Kind =>
  (arn, _, target) => {
    const project = target.find(arn, 'AWS::CodeBuild::Project');
    return project !== undefined && (jobOf(project).job?.id === 'revalidation') === isRevalidation;
  };

/** A build project of these templates that a pipeline starts. */
export const builds = buildOf(false);

/** One that validates environments again, which a schedule starts. */
export const revalidations = buildOf(true);

/** An approval of a pipeline of these templates: `…:pipeline/stage/action`. */
export const askedApprovals: Kind = (arn, _, target) => {
  if (!isText(arn)) return false;
  const [pipeline = '', stage, action, ...more] = arn.split('/');
  const found = target.find(pipeline, 'AWS::CodePipeline::Pipeline');
  return (
    found !== undefined &&
    more.length === 0 &&
    actionsOf(found).some((each) => each.category === 'Approval' && each.name === `${stage}.${action}`)
  );
};

/** The report group of the account for what is shown of a kind: its name ends so. */
export const ownReports =
  (kind: string): Kind =>
  (arn, { stack: { region, account } }) =>
    isText(arn) && new RegExp(`^arn:[^:]+:codebuild:${region}:${account}:report-group/[\\w-]+-${kind}$`).test(arn);

/** Roles that the CDK's bootstrap has made in an account and region of the release, for one of these. */
export const bootstrapRoles =
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
export const rolesOfTargets: Kind = (arn, _, target) =>
  target.release.some((each) => each.kind === 'target' && each.find(arn, 'AWS::IAM::Role') !== undefined);

/** Every role of the own account, of which the condition takes those that the bootstrap has tagged. */
export const ownRoles: Kind = (arn, { stack }) =>
  isText(arn) && new RegExp(`^arn:[^:]+:iam::${stack.account}:role/\\*$`).test(arn);

const BOOTSTRAP_TAG = 'iam:ResourceTag/aws-cdk:bootstrap-role';

/** Whether a condition takes only roles that the bootstrap has tagged. */
export const tagged = (condition: JsonObject): boolean => {
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
export const sourceObjects: Kind = (arn, _, target) =>
  isText(arn) &&
  sourcesOf(target).some(({ S3Bucket: bucket, S3ObjectKey: key }) => {
    const [, name = ''] = arn.split(':::');
    return isText(bucket) && (name === bucket || name === `${bucket}/${String(key)}`);
  });

/** A key that is named: which one the bucket of the source has, nobody deploys. */
export const sourceKeys: Kind = (arn, _, target) =>
  isText(arn) &&
  !/[*?]/.test(arn) &&
  /:key\/[\w-]+$/.test(arn) &&
  sourcesOf(target).some(({ S3Bucket: bucket }) => bucket !== undefined);

/** The connection of the pipeline's source. */
export const connections: Kind = (arn, _, target) =>
  sourcesOf(target).some(({ ConnectionArn: connection }) => connection === arn);

/** The repository of the pipeline's source. */
export const repositories: Kind = (arn, { stack }, target) =>
  isText(arn) &&
  sourcesOf(target).some(
    ({ RepositoryName: name }) => isText(name) && arn.endsWith(`:codecommit:${stack.region}:${stack.account}:${name}`),
  );
