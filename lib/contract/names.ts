/**
 * Physical names that synthesis, validation and people at a terminal must agree on.
 * Every name carries its environment (ZT-15); this file imports nothing.
 *
 * What is called `environment` here is the qualified one, which also says whose environment it is.
 */

/** The application whose names do not carry it: they were fixed before there could be a second one. */
export const DEFAULT_APPLICATION = 'zero-trust-delivery';

/** Between an application and its environment: neither name may have two hyphens in a row, so no other pair makes the same. */
const OF = '--';

/**
 * An environment as physical names have it: `dev` of the default application, `claims--dev` of any other, so that both find
 * room in one account.
 */
export const qualifiedEnvironment = (application: string, environment: string): string =>
  application === DEFAULT_APPLICATION ? environment : `${application}${OF}${environment}`;

/** The qualified environment of a target, told by the name of one of its stacks. */
export const environmentInStackName = (stackName: string, environment: string): string => {
  const inName = [dataStackName(''), validationAccessStackName('')]
    .filter((prefix) => stackName.startsWith(prefix))
    .map((prefix) => stackName.slice(prefix.length))
    .find((rest) => rest.endsWith(`${OF}${environment}`));
  return inName ?? environment;
};

/** Whether what follows a qualified environment in a name begins the environment of another application. */
export const isOtherApplications = (rest: string): boolean => rest.startsWith(OF);

/**
 * Id of a target's stage. An environment's first target is called like the environment and gives the CodePipeline stage
 * its name; further ones carry what tells them apart, so that adding a target renames nothing.
 */
export const stageId = (environment: string, target: { account: string; region: string }, isFirst: boolean): string =>
  isFirst ? environment : `${environment}${furtherTarget(target)}`;

/** The environment a stage id belongs to. */
export const environmentOfStage = (id: string, target: { account: string; region: string }): string =>
  id.endsWith(furtherTarget(target)) ? id.slice(0, -furtherTarget(target).length) : id;

const furtherTarget = ({ account, region }: { account: string; region: string }): string => `-${account}-${region}`;

/** Function, log group suffix and queue prefix of the workload. */
export const functionName = (environment: string): string => `data-processing-${environment}`;

/** Log group of the workload function, `/aws/lambda/data-processing-<env>`. */
export const functionLogGroupName = (environment: string): string => `/aws/lambda/${functionName(environment)}`;

/** Alias of one of an environment's keys. */
export const keyAlias = (purpose: 'data' | 'logs' | 'secrets', environment: string): string =>
  `alias/data-${purpose}-${environment}`;

/** Data bucket: globally unique through account and region. */
export const dataBucketName = (environment: string, account: string, region: string): string =>
  `data-${environment}-${account}-${region}`;

/** Bucket of the data bucket's server access logs. */
export const accessLogBucketName = (environment: string, account: string, region: string): string =>
  `data-access-${environment}-${account}-${region}`;

/**
 * The audit trail. A trail of all regions stands in each of them under its name, so the name carries the region. CloudTrail
 * takes no two hyphens in a row.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html
 */
export const trailName = (environment: string, region: string): string =>
  `data-trail-${environment.replace(OF, '.')}-${region}`;

/** Bucket of the audit trail's files. */
export const trailBucketName = (environment: string, account: string, region: string): string =>
  `data-trail-${environment}-${account}-${region}`;

/** Topic that tells people of alarms. */
export const alarmTopicName = (environment: string): string => `data-alarms-${environment}`;

/** Log group of a helper function or a service, `/data/<env>/<purpose>`. */
export const serviceLogGroupName = (environment: string, purpose: string): string => `/data/${environment}/${purpose}`;

/** Role as which a function runs; IAM is global, so the name carries the region. */
export const functionRoleName = (name: string, region: string): string => `${name}-${region}`;

/** Function that rotates the key ring. */
export const rotationFunctionName = (environment: string): string => `rotate-key-ring-${environment}`;

/**
 * What the data stack has beside the names above, `data-<env>-<purpose>`: what a developer adds, and helper functions of the CDK, for
 * example `auto-delete-objects`. Left to CloudFormation, the name of a helper's role would be cut to 64 characters, and with it
 * the environment's.
 */
export const resourceName = (environment: string, purpose: string): string => `data-${environment}-${purpose}`;

/** What helper functions that the CDK adds to a data stack are for. */
export const HELPERS: readonly string[] = ['auto-delete-objects', 'restrict-default-sg'];

/** A bucket that a developer adds: globally unique through account and region. */
export const addedBucketName = (environment: string, purpose: string, account: string, region: string): string =>
  `${resourceName(environment, purpose)}-${account}-${region}`;

/** Queue that takes what a function, or whoever reads another queue, could not process. */
export const deadLettersOf = (name: string): string => `${name}-dead-letters`;

/** Stack that holds an environment's data and workload. */
export const dataStackName = (environment: string): string => `data-${environment}`;

/** Stack that lets the validation role of the tools account look at a target. */
export const validationAccessStackName = (environment: string): string => `validation-access-${environment}`;

/** Stack of what the pipeline keeps in another region that it deploys to. The pipeline's own is called like the application. */
export const replicationStackName = (application: string): string => `${application}-replication`;

/** Secret that holds the tokenization key ring. */
export const keyRingSecretName = (environment: string): string => `data-processing/key-ring-${environment}`;

/** Name prefixes under which every log group of an environment lies. */
export const logGroupPrefixes = (environment: string): readonly string[] => [
  functionLogGroupName(environment),
  `/aws/lambda/${rotationFunctionName(environment)}`,
  serviceLogGroupName(environment, ''),
];

/** Bucket of the pipeline's artifacts in one region of the tools account. */
export const artifactBucketName = (application: string, account: string, region: string): string =>
  `${application}-artifacts-${account}-${region}`;

/** Bucket of the artifact bucket's server access logs. */
export const artifactAccessLogBucketName = (application: string, account: string, region: string): string =>
  `${application}-access-${account}-${region}`;

/** Role in the tools account as which every validation of an application runs. */
export const validationRoleName = (application: string): string =>
  application === DEFAULT_APPLICATION ? 'delivery-validation' : `${application}-validation`;

/** What CDK Pipelines makes roles for in the tools account, each for one purpose. */
export const PIPELINE_ROLES = ['pipeline', 'build', 'self-update', 'assets'] as const;
export type PipelineRole = (typeof PIPELINE_ROLES)[number];

/** Such a role. Bootstraps of targets trust some of them by name, before they are made; IAM is global, so the name carries the region. */
export const pipelineRoleName = (application: string, purpose: PipelineRole, region: string): string =>
  `${application}-${purpose}-${region}`;

/** What the names of an application's execution policies begin with: its bootstrap attaches them, and no other application's. */
export const executionPolicyName = (application: string): string =>
  application === DEFAULT_APPLICATION ? 'delivery-execution' : `${application}-execution`;

/** Build project in the tools account that validates environments again between releases. */
export const revalidationProjectName = (application: string): string => `${application}-revalidation`;

/** Role in the tools account as which EventBridge starts it; IAM is global, so the name carries the region. */
export const revalidationStarterRoleName = (application: string, region: string): string =>
  `${application}-revalidator-${region}`;

/** Role in a target that may switch on the termination protection of its data stack; the validation role assumes it. */
export const targetProtectionRoleName = (environment: string, region: string): string =>
  `delivery-protection-${environment}-${region}`;

/** Output of the data stack that says whether its data is `retained` or `disposable`. */
export const RETENTION_OUTPUT = 'DataRetention';

/** What every stack's ARN ends in: a generated UUID, without the reach of a `*`. */
export const ANY_STACK_ID = [8, 4, 4, 4, 12].map((length) => '?'.repeat(length)).join('-');

/** Read-only role in a target which the validation role assumes; IAM is global, so the name carries the region. */
export const targetValidationRoleName = (environment: string, region: string): string =>
  `delivery-validation-${environment}-${region}`;

/** Role in a target that may read the templates of the stacks there and nothing else; the validation role assumes it. */
export const targetReviewRoleName = (environment: string, region: string): string =>
  `delivery-review-${environment}-${region}`;
