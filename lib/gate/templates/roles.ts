import { listAt, objectAt } from '../../ground/json';
import type { PolicyDocument } from '../../policy';
import { ask, mayPass, policyAt, principalOf, STRANGER } from './asking';
import { shown } from './intrinsics';
import { arnOf } from './physical-ids';
import type { Resource, Target } from './target';

/** What a role may do, and which of its policies are in no template. */
export interface Permissions {
  readonly policies: readonly PolicyDocument[];
  readonly elsewhere: readonly string[];
}

/** Types of policies that say whose they are. */
export const ATTACHED = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'];

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

/** Whether a service becomes a role when it acts for its own account, and not when it acts for another. */
export const isBoundTo = (role: Resource, service: string, source: Readonly<Record<string, string>>): boolean => {
  const policy = policyAt(role.properties['AssumeRolePolicyDocument']);
  const assumes = (context: Readonly<Record<string, string>>) =>
    ask([policy], { kind: 'service', service }, 'sts:AssumeRole', arnOf(role.identity), context);
  return assumes(source).effect === 'allow' && !mayPass(assumes({ 'aws:SourceAccount': STRANGER }));
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
