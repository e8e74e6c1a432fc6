import { listAt, objectAt } from '../../ground/json';
import type { PolicyDocument } from '../../policy';
import { permissionsOf } from './roles';
import type { Resource, Target } from './target';

/** A call that a function in a VPC is allowed, and so has to get through the endpoints there. */
export interface WorkloadRequest {
  readonly role: Resource;
  readonly action: string;
  readonly resource: string;
}

/** Every call that functions in a VPC may make by themselves: one for each action and resource of their roles' policies. */
export const workloadRequests = (target: Target): readonly WorkloadRequest[] => {
  const roles = target
    .of('AWS::Lambda::Function')
    .filter(({ properties }) => properties['VpcConfig'] !== undefined)
    .map(({ properties }) => target.find(properties['Role'], 'AWS::IAM::Role'));
  return [...new Set(roles)].flatMap((role) =>
    role === undefined
      ? []
      : permissionsOf(role, target).policies.flatMap((policy) => requestsIn(policy).map((each) => ({ ...each, role }))),
  );
};

const requestsIn = (policy: PolicyDocument) =>
  listAt(policy['Statement'])
    .map(objectAt)
    .filter(({ Effect: effect, Condition: condition }) => effect === 'Allow' && !isViaService(condition))
    .flatMap(({ Action: actions, Resource: resources }) =>
      texts(actions).flatMap((action) => texts(resources).map((resource) => ({ action, resource }))),
    );

/** A service that calls on somebody's behalf does not come through the VPC. */
const isViaService = (condition: unknown): boolean =>
  Object.values(objectAt(condition)).some((keys) =>
    Object.keys(objectAt(keys)).some((key) => key.toLowerCase() === 'kms:viaservice'),
  );

/** One of what a pattern stands for. */
const texts = (value: unknown): readonly string[] =>
  listAt(value)
    .filter((each) => typeof each === 'string')
    .map((each) => each.replace(/[*?]/g, 'x'));
