import { listAt, objectAt } from '../../ground/json';
import { callingService, type OnBehalfOf, type PolicyDocument, type ServicePath } from '../../policy';
import { ask, flawsOfService, policyAt, principalOf } from './asking';
import { shown } from './intrinsics';
import { arnOf } from './physical-ids';
import type { Resource, Target } from './target';

/** What a role may do, and which of its policies are in no template. */
export interface Permissions {
  readonly policies: readonly PolicyDocument[];
  readonly elsewhere: readonly string[];
}

/** Types of policies that say whose they are. */
export const ATTACHED = [
  'AWS::IAM::Policy',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::RolePolicy',
  'AWS::IAM::UserPolicy',
  'AWS::IAM::GroupPolicy',
];

/** Every policy of a role: written into it, attached from its side, attached from the policy's. */
export const permissionsOf = (role: Resource, target: Target): Permissions => {
  const names = listAt(role.properties['ManagedPolicyArns']);
  const managed = names.map((name) => target.find(name, 'AWS::IAM::ManagedPolicy'));
  const attached = target
    .of(...ATTACHED)
    .filter(({ properties }) =>
      [...listAt(properties['Roles']), ...listAt(properties['RoleName'])].some(
        (name) => target.find(name, 'AWS::IAM::Role') === role,
      ),
    );
  return {
    policies: [
      ...listAt(role.properties['Policies']).map((each) => policyAt(objectAt(each)['PolicyDocument'])),
      ...[...attached, ...managed.filter((each) => each !== undefined)].map(({ properties }) =>
        policyAt(properties['PolicyDocument']),
      ),
    ],
    elsewhere: names.filter((_, index) => managed[index] === undefined).map(shown),
  };
};

/** Why a service does not become a role when it acts for its source, or that it does when it acts for a stranger's. */
export const flawOfTrust = (role: Resource, path: ServicePath, on: OnBehalfOf): string | undefined => {
  const policy = policyAt(role.properties['AssumeRolePolicyDocument']);
  const { refused, open } = flawsOfService([policy], path, arnOf(role.identity), on);
  if (refused !== undefined)
    return `its role ${role.logicalId} may not be assumed by ${callingService(path, on.region)} (${refused})`;
  return open === undefined ? undefined : `its role ${role.logicalId} trusts others, too: it lets ${open}`;
};

/** Whether a role may write log streams to a log group: a service that may not drops its logs without a word. */
export const mayWriteLogs = (role: Resource | undefined, group: Resource | undefined, target: Target): boolean => {
  if (role === undefined || group === undefined) return false;
  const { policies } = permissionsOf(role, target);
  const stream = `${arnOf(group.identity).replace(/:\*$/, '')}:log-stream:any`;
  return ['logs:CreateLogStream', 'logs:PutLogEvents'].every(
    (action) => ask(policies, principalOf(role.identity.account), action, stream).effect === 'allow',
  );
};

/** Functions of the workload: all but those that CloudFormation calls for custom resources. */
export const workloadFunctions = (target: Target): readonly Resource[] => {
  const providers = new Set(
    target.resources.map(({ properties }) => target.find(properties['ServiceToken'], 'AWS::Lambda::Function')),
  );
  return target.of('AWS::Lambda::Function').filter((each) => !providers.has(each));
};
