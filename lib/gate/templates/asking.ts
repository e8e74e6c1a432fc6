import { isObject, type JsonObject, listAt, objectAt, own } from '../../ground/json';
import {
  type Decision,
  evaluate,
  type Intended,
  letsForOthers,
  letsService,
  type OnBehalfOf,
  outsiders,
  type PolicyDocument,
  type Principal,
  type RequestContext,
  type ServicePath,
  sentenceOf,
} from '../../policy';
import { isFriend } from './friends';
import { shown, Unresolved } from './intrinsics';
import { arnOf } from './physical-ids';
import type { Resource, Target } from './target';

/** A principal of an account that nothing in a target knows by name. */
export const principalOf = (account: string, name = 'role/anybody'): Principal => ({
  kind: 'aws',
  account,
  arn: `arn:aws:iam::${account}:${name}`,
});

/** Whether a request gets through, as far as anyone can tell: what cannot be told counts as yes. */
export const mayPass = ({ effect }: Decision): boolean => effect === 'allow' || effect === 'cannot-tell';

/** Whether a request is refused by a statement that nothing can overrule. */
export const isRefused = (decision: Decision): boolean => decision.effect === 'deny' && decision.explicit;

/** A resolved policy document for the evaluator; what is none becomes one that nobody can judge. */
export const policyAt = (value: unknown): PolicyDocument =>
  isKnown(value) ? value : { Statement: [{ Effect: 'unreadable' }] };

/** The policy resources of the types that have them, and the property that says whose they are. */
const POLICIES: Readonly<Record<string, readonly [type: string, property: string]>> = {
  'AWS::S3::Bucket': ['AWS::S3::BucketPolicy', 'Bucket'],
  'AWS::SNS::Topic': ['AWS::SNS::TopicPolicy', 'Topics'],
  'AWS::SQS::Queue': ['AWS::SQS::QueuePolicy', 'Queues'],
};

/** The policy resources that guard a resource. */
export const policyResourcesOf = (resource: Resource, target: Target): readonly Resource[] => {
  const [type = '', property = ''] = own(POLICIES, resource.type) ?? [];
  return target.naming(resource, type, property);
};

/** Their policies. */
export const policiesOf = (resource: Resource, target: Target): readonly PolicyDocument[] =>
  policyResourcesOf(resource, target).map(({ properties }) => policyAt(properties['PolicyDocument']));

/** Asks policies about one request. */
export const ask = (
  policies: readonly PolicyDocument[],
  principal: Principal,
  action: string,
  resource: string,
  context: RequestContext = {},
): Decision => evaluate(policies, { principal, action, resource, context });

/** On whose behalf a service calls that a resource makes call. */
export const onBehalfOf = ({ identity, stack }: Resource): OnBehalfOf => ({
  account: stack.account,
  region: stack.region,
  source: arnOf(identity),
});

/** What policies refuse to a service that calls for its source, and why; nothing where they let it. */
export const refusedToService = (
  policies: readonly PolicyDocument[],
  path: ServicePath,
  resource: string,
  on: OnBehalfOf,
): string | undefined => {
  const own = letsService(policies, path, resource, on);
  return own.is === 'yes' ? undefined : `${own.action}: ${own.because}`;
};

/** What is wrong with policies that should let a service call for its source, and for nobody else's. */
export const flawsOfService = (...[policies, path, resource, on]: Parameters<typeof refusedToService>) => ({
  refused: refusedToService(policies, path, resource, on),
  open: letsForOthers(policies, path, on),
});

/** Whether a value of a resolved policy is an object whose entries are known. */
const isKnown = (value: unknown): value is JsonObject => isObject(value) && !(value instanceof Unresolved);

/** Statements that let somebody else than their own account's root do whatever a service can do. */
const broadIn = (policy: PolicyDocument, account: string): readonly string[] =>
  listAt(policy['Statement'])
    .map(objectAt)
    .filter(({ Effect: effect, Principal: principal }) => effect !== 'Deny' && !isRoot(principal, account))
    .flatMap(({ Action: action, Principal: principal }) =>
      listAt(action)
        .filter((each) => /^(\*|[a-z0-9-]+:\*)$/i.test(String(each)))
        .map((each) => `${shown(principal)} (${String(each)})`),
    );

const isRoot = (principal: unknown, account: string): boolean => {
  const { AWS: named, ...others } = objectAt(principal);
  const [only, ...more] = listAt(named);
  const isOwn = typeof only === 'string' && new RegExp(`^(arn:[^:]+:iam::${account}:root|${account})$`).test(only);
  return isOwn && more.length === 0 && Object.keys(others).length === 0;
};

/** Who is meant to get in by the policy of a resource: its own account, services for it, and friends of the target. */
export const intendedFor = (resource: Resource, target: Target): Intended => ({
  accounts: [resource.stack.account],
  principal: (arn) => isFriend(arn, resource, target),
});

/** Who gets in by a resource's policy and is not meant, and how; and whoever may do everything there is. */
export const outsidersIn = (policy: PolicyDocument, resource: Resource, target: Target): readonly string[] => {
  const { type, stack } = resource;
  const ways = outsiders(policy, { type, region: stack.region }, intendedFor(resource, target));
  return [...ways.map(sentenceOf), ...broadIn(policy, stack.account).map((who) => `${who} in`)];
};
