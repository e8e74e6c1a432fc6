import type { PolicyDocument } from '../policy';
import { policyAt } from './asking';
import { shown } from './intrinsics';
import { listAt, objectAt } from './json';
import type { Resource, Target } from './target';

/** What a role may do, and which of its policies are in no template. */
export interface Permissions {
  readonly policies: readonly PolicyDocument[];
  readonly elsewhere: readonly string[];
}

const ATTACHED = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'];

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

/** Functions of the workload: all but those that CloudFormation calls for custom resources. */
export const workloadFunctions = (target: Target): readonly Resource[] => {
  const providers = new Set(
    target.resources.map(({ properties }) => target.find(properties['ServiceToken'], 'AWS::Lambda::Function')),
  );
  return target.of('AWS::Lambda::Function').filter((each) => !providers.has(each));
};
