import { isObject, listAt, objectAt } from '../../ground/json';
import { callsIn, type PolicyDocument } from '../../policy';
import { ask, mayPass, principalOf, STRANGER } from '../templates/asking';
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
    ...target.each('AWS::IAM::Role', (role) => [...flawsOfRole(role, target, OWN_ONLY), ...direct(role, target)]),
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
const NEVER = [
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

/** What roles do with their own resources, and nobody with those of others. */
export const OWN_ONLY: readonly (readonly [action: string, resource: string])[] = [
  ['s3:GetObject', 'arn:aws:s3:::somebody-elses-bucket/any'],
  ['s3:PutObject', 'arn:aws:s3:::somebody-elses-bucket/any'],
  ['s3:ListBucket', 'arn:aws:s3:::somebody-elses-bucket'],
  ['s3:ReplicateObject', 'arn:aws:s3:::somebody-elses-bucket/any'],
  ['logs:PutLogEvents', `arn:aws:logs:us-east-1:${STRANGER}:log-group:any:log-stream:any`],
  ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:us-east-1:${STRANGER}:secret:any`],
  ['kms:Decrypt', `arn:aws:kms:us-east-1:${STRANGER}:key/any`],
  ['sqs:SendMessage', `arn:aws:sqs:us-east-1:${STRANGER}:any`],
  ['sns:Publish', `arn:aws:sns:us-east-1:${STRANGER}:any`],
  ['sts:AssumeRole', `arn:aws:iam::${STRANGER}:role/any`],
  ['lambda:InvokeFunction', `arn:aws:lambda:us-east-1:${STRANGER}:function:any`],
  ['dynamodb:GetItem', `arn:aws:dynamodb:us-east-1:${STRANGER}:table/any`],
];

/** Keys are used through the service that keeps what they encrypt, which asks for its own rights. */
const direct = (role: Resource, target: Target): readonly string[] => {
  const { policies } = permissionsOf(role, target);
  const inside = { 'aws:SourceVpc': target.of('AWS::EC2::VPC')[0]?.identity.name ?? '', 'aws:ViaAWSService': 'false' };
  return target
    .of('AWS::KMS::Key')
    .flatMap((key) =>
      ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey']
        .filter((action) =>
          mayPass(ask(policies, principalOf(role.identity.account), action, arnOf(key.identity), inside)),
        )
        .map((action) => `it may ${action} with ${key.logicalId} itself, not only through a service`),
    );
};

const ANY = 'arn:aws:any:::any';

const VIA = ['s3', 'sqs', 'secretsmanager'];

/** What a role may do and should not: what no role does, calls to what is not its own, statements that grow with AWS. */
export const flawsOfRole = (role: Resource, target: Target, ownOnly: typeof OWN_ONLY): readonly string[] => {
  const { policies } = permissionsOf(role, target);
  const { account, region } = role.identity;
  const contexts = [{}, ...VIA.map((service) => ({ 'kms:ViaService': `${service}.${region}.amazonaws.com` }))];
  const may = (action: string, resource: string): boolean =>
    contexts.some((context) => mayPass(ask(policies, principalOf(account), action, resource, context)));
  const named = [ANY, ...policies.flatMap((policy) => callsIn(policy, ANY).map(({ resource }) => resource))];
  const loose = policies.map(anywhere);
  const never = NEVER.filter((action) => mayPass(ask(loose, principalOf(account), action, ANY))).filter((action) =>
    [...new Set(named)].some((resource) => may(action, resource)),
  );
  const foreign = ownOnly.filter(([action, resource]) => may(action, resource));
  return [
    ...never.map((action) => `it may ${action}, or nobody can tell`),
    ...foreign.map(([action, resource]) => `it may ${action} on ${resource}, or nobody can tell`),
    ...policies.flatMap((policy) => listAt(policy['Statement']).flatMap(inverted)),
    ...policies.flatMap((policy) => listAt(policy['Statement']).flatMap(wholeServices)),
  ];
};

/** A policy's permissions as if they held for everything and always: asked first, because most roles may do none of it. */
const anywhere = (policy: PolicyDocument): PolicyDocument => ({
  ...policy,
  Statement: listAt(policy['Statement'])
    .filter((statement) => objectAt(statement)['Effect'] !== 'Deny')
    .map((statement) => {
      if (!isObject(statement)) return statement;
      const { Condition: _, Resource: __, NotResource: ___, ...always } = statement;
      return { ...always, Resource: '*' };
    }),
});

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
