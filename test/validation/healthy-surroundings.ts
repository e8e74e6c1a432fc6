import type { ListedFunction } from '../../lib/validation/cloud/functions';
import type { AccountEntry } from '../../lib/validation/cloud/principals';
import { BEGAN, policyOf, type World } from './fake-world';
import { ACCOUNT, role } from './healthy-names';

/** A function as Lambda lists it, made when everything began. */
export const listedFunction = (name: string, change: Partial<ListedFunction> = {}): ListedFunction => ({
  name,
  arn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}`,
  roleArn: role(`${name}-us-east-1`),
  subnetIds: [],
  groupIds: [],
  layers: [],
  changedAt: BEGAN,
  ...change,
});

type Principal = Exclude<AccountEntry, { readonly kind: 'policy' }>;

/** Somebody of the account with inline policies. */
export const somebody = (
  kind: Principal['kind'],
  name: string,
  change: Partial<Principal> = {},
  ...statements: readonly object[]
): AccountEntry => ({
  kind,
  name,
  arn: `arn:aws:iam::${ACCOUNT}:${kind}/${name}`,
  inline: statements.length > 0 ? [policyOf(...statements)] : [],
  attached: [],
  groups: [],
  ...change,
});

/** A trust policy for a service. */
export const trustOf = (service: string): string =>
  policyOf({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' });

/** As which CloudFormation makes everything. */
export const EXECUTION_ROLE = `cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-us-east-1`;
const OF_SERVICE = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/x.amazonaws.com/X`;

/** What an administrator may. */
export const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };

/** What is around the environment, as it should be: others of the account, who reach nothing of it, and the CDK's roles. */
export const healthySurroundings = (): Pick<
  World,
  | ('otherFunctions' | 'changedFunctions' | 'functionPolicies' | 'functionUrls' | 'functionAliases')
  | ('asyncDestinations' | 'eventSources' | 'accountEntries' | 'replicas' | 'notified' | 'inventories')
  | ('subscriptionFilters' | 'alsoTagged')
> => ({
  otherFunctions: [listedFunction('billing')],
  changedFunctions: {},
  functionPolicies: {},
  functionUrls: {},
  functionAliases: {},
  asyncDestinations: {},
  eventSources: [],
  accountEntries: [
    somebody('role', EXECUTION_ROLE, { trust: trustOf('cloudformation.amazonaws.com') }, EVERYTHING),
    somebody('role', 'AWSServiceRoleForX', { arn: OF_SERVICE, trust: trustOf('x.amazonaws.com') }, EVERYTHING),
    somebody(
      'role',
      'billing-us-east-1',
      {},
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bills/*' },
    ),
    somebody('user', 'auditor', { attached: ['arn:aws:iam::aws:policy/Look'] }),
    { kind: 'policy', arn: 'arn:aws:iam::aws:policy/Look', document: policyOf({ ...EVERYTHING, Action: 'kms:List*' }) },
  ],
  replicas: {},
  notified: {},
  inventories: {},
  subscriptionFilters: {},
  alsoTagged: [],
});
