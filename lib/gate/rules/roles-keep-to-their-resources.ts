import { listAt, objectAt } from '../../ground/json';
import { destinations, mayEver, type PolicyDocument, sentenceOfReach } from '../../policy';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import { ATTACHED, permissionsOf } from '../templates/roles';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-09: roles of a target reach what is named for them, and change neither guards nor other roles. */
export const rolesKeepToTheirResources: Rule = {
  id: 'ZT-09-RolesKeepToTheirResources',
  requires: 'A role of a target may touch the resources that its policies name, and can widen neither them nor itself.',
  why: 'A grant that is wider than the job is what an intruder works with.',
  fix: 'Name actions and resources one by one, without NotAction, NotResource and wildcards over services.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  hipaa: ['164.308(a)(3)(i)', '164.308(a)(4)(i)', '164.312(a)(1)'],
  appliesTo: 'target',
  check: (target) => [
    ...target.each('AWS::IAM::Role', (role) => [...flawsOfRole(role, target), ...direct(role, target)]),
    ...target.each(target.of(...ATTACHED), flawsOfHolders),
    ...target.each(target.of(...IDENTITIES), () => ['it is no role: its credentials do not expire']),
  ],
};

/** Identities beside roles. */
export const IDENTITIES = ['AWS::IAM::User', 'AWS::IAM::Group', 'AWS::IAM::AccessKey'];

/** A policy of a target gives to roles of the target; to whom else, and what they may do already, nobody can tell. */
export const flawsOfHolders = ({ properties }: Resource, target: Target): readonly string[] => {
  const others = ['Users', 'Groups', 'UserName', 'GroupName'].flatMap((name) => listAt(properties[name]));
  const roles = [...listAt(properties['Roles']), ...listAt(properties['RoleName'])];
  return [...others, ...roles.filter((role) => target.find(role, 'AWS::IAM::Role') === undefined)].map(
    (who) => `it is given to ${shown(who)}, no role of this target`,
  );
};

/** What no role of a target does anywhere. */
export const NEVER: readonly string[] = [
  'iam:PassRole',
  'iam:CreateRole',
  'iam:AttachRolePolicy',
  'iam:PutRolePolicy',
  'iam:CreateAccessKey',
  'iam:CreateUser',
  'iam:UpdateAssumeRolePolicy',
  'iam:CreatePolicyVersion',
  'iam:SetDefaultPolicyVersion',
  'iam:DeleteRolePermissionsBoundary',
  'kms:ScheduleKeyDeletion',
  'kms:PutKeyPolicy',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:UpdateAlias',
  'kms:ReplicateKey',
  'kms:CreateGrant',
  's3:DeleteBucket',
  's3:DeleteBucketPolicy',
  's3:PutBucketPolicy',
  's3:PutBucketVersioning',
  's3:PutLifecycleConfiguration',
  's3:PutReplicationConfiguration',
  's3:PutBucketPublicAccessBlock',
  's3:PutEncryptionConfiguration',
  'secretsmanager:DeleteSecret',
  'secretsmanager:CancelRotateSecret',
  'secretsmanager:PutResourcePolicy',
  'cloudtrail:StopLogging',
  'cloudtrail:DeleteTrail',
  'cloudtrail:PutEventSelectors',
  'cloudtrail:UpdateTrail',
  'ec2:CreateRoute',
  'ec2:AttachInternetGateway',
  'ec2:CreateVpcPeeringConnection',
  'ec2:DeleteFlowLogs',
  'ec2:ModifyVpcEndpoint',
  'events:DisableRule',
  'cloudwatch:DisableAlarmActions',
  'lambda:AddPermission',
  'lambda:CreateFunctionUrlConfig',
  'lambda:UpdateFunctionCode',
  'lambda:UpdateFunctionConfiguration',
  'organizations:LeaveOrganization',
];

/**
 * Actions that an account can do with what another one has, where that one lets it.
 * Source: IAM user guide, "AWS services that work with IAM", column "Resource-based policies".
 */
const CROSSING = [
  ...[
    's3',
    's3express',
    'kms',
    'secretsmanager',
    'sqs',
    'sns',
    'sts',
    'lambda',
    'dynamodb',
    'events',
    'ecr',
    'kinesis',
  ],
  ...['firehose', 'ssm', 'execute-api', 'backup', 'elasticfilesystem', 'glue', 'es', 'codeartifact', 'ram', 'logs'],
].map((service) => (service === 'logs' ? 'logs:Put*' : `${service}:*`));

/** Actions that name no resource, so that they are about the caller's own account: a test holds them to AWS's reference. */
export const OF_THE_ACCOUNT: readonly string[] = [
  ...[
    'kms:ListAliases',
    'kms:ListKeys',
    'kms:GenerateRandom',
    'sqs:ListQueues',
    'sns:ListTopics',
    'sns:ListSubscriptions',
  ],
  ...['lambda:ListEventSourceMappings', 'lambda:ListFunctions', 'lambda:ListLayers', 'lambda:GetAccountSettings'],
  ...['secretsmanager:ListSecrets', 'secretsmanager:GetRandomPassword', 's3:ListAllMyBuckets', 'dynamodb:ListTables'],
  ...['events:ListRules', 'events:ListEventBuses', 'ssm:DescribeParameters', 'ecr:GetAuthorizationToken'],
  ...['sts:GetCallerIdentity', 'kinesis:ListStreams', 'backup:ListBackupVaults'],
];

/** Keys are used through the service that keeps what they encrypt, which asks for its own rights. */
const direct = (role: Resource, target: Target): readonly string[] => {
  const { policies } = permissionsOf(role, target);
  const facts = { 'kms:ViaService': { is: 'absent' } } as const;
  return target
    .of('AWS::KMS::Key')
    .flatMap((key) =>
      ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey']
        .filter((action) => mayEver(policies, { action, resource: arnOf(key.identity), facts }))
        .map((action) => `it may ${action} with ${key.logicalId} itself, not only through a service`),
    );
};

/** What a role may do and should not: what no role does, calls to what is not its own, statements that grow with AWS. */
export const flawsOfRole = (role: Resource, target: Target, granted: readonly string[] = []): readonly string[] => {
  const { policies } = permissionsOf(role, target);
  const never = NEVER.filter((action) => mayEver(policies, { action }));
  return [
    ...never.map((action) => `it may ${action}, or nobody can tell`),
    ...policies.flatMap((policy) => reaches(policy, role, target, granted)),
    ...policies.flatMap((policy) => listAt(policy['Statement']).flatMap(inverted)),
    ...policies.flatMap((policy) => listAt(policy['Statement']).flatMap(wholeServices)),
  ];
};

/** What a role may do with resources that are not of its own account, nor of those that the release deploys to as a whole. */
const reaches = (
  policy: PolicyDocument,
  { identity }: Resource,
  target: Target,
  granted: readonly string[],
): readonly string[] => {
  const isPipeline = target.kind === 'pipeline';
  const others = isPipeline ? target.release.flatMap(({ stacks }) => stacks.map(({ account }) => account)) : [];
  const isBucket = (arn: string) =>
    [target, ...(isPipeline ? target.release : [])].some((each) => each.find(arn.split('/')[0], 'AWS::S3::Bucket')) ||
    isSource(arn, target);
  const reached = {
    accounts: [identity.account, ...others],
    named: isBucket,
    crossing: CROSSING,
    granted: [...OF_THE_ACCOUNT, ...granted],
  };
  return destinations(policy, reached).map((reach) => `it may ${sentenceOfReach(reach)}`);
};

/** Whether a bucket or object is what a pipeline of these stacks names as its source: where that lies, nobody deploys. */
const isSource = (arn: string, target: Target): boolean => {
  const [bucket = '', ...key] = (arn.split(':::')[1] ?? '').split('/');
  return target.of('AWS::CodePipeline::Pipeline').some(({ properties }) =>
    listAt(properties['Stages'])
      .flatMap((stage) => listAt(objectAt(stage)['Actions']))
      .map(objectAt)
      .filter(({ ActionTypeId: type }) => objectAt(type)['Category'] === 'Source')
      .map(({ Configuration: configuration }) => objectAt(configuration))
      .some(({ S3Bucket: from, S3ObjectKey: object }) => from === bucket && ['', object].includes(key.join('/'))),
  );
};

/** An Allow of everything but something grows with AWS. */
const inverted = (statement: unknown): readonly string[] => {
  const { Effect: effect, ...rest } = objectAt(statement);
  const odd = ['NotAction', 'NotResource'].filter((name) => effect !== 'Deny' && name in rest);
  return odd.map((name) => `a statement allows by ${name}, which is everything else there will ever be`);
};

const wholeServices = (statement: unknown): readonly string[] => {
  const { Effect: effect, Action: action } = objectAt(statement);
  const wide = listAt(action).filter((each) => effect !== 'Deny' && /^(\*|[a-z0-9-]+:\*)$/i.test(String(each)));
  return wide.map((each) => `a statement allows ${String(each)}`);
};
