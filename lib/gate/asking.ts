import { type Decision, evaluate, type PolicyDocument, type Principal, type RequestContext } from '../policy';
import { shown, Unresolved } from './intrinsics';
import { isObject, listAt, objectAt } from './json';
import { arnOf } from './physical-ids';
import type { Resource } from './target';

/** An account that nobody's policy means: whatever lets it in lets everybody in. */
export const STRANGER = '999999999999';

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
  isObject(value) && !(value instanceof Unresolved) ? value : { Statement: [{ Effect: 'unreadable' }] };

/** Asks policies about one request. */
export const ask = (
  policies: readonly PolicyDocument[],
  principal: Principal,
  action: string,
  resource: string,
  context: RequestContext = {},
): Decision => evaluate(policies, { principal, action, resource, context });

/** One call that a statement speaks about, with its wildcards filled in. */
export interface Call {
  readonly action: string;
  readonly resource: string;
}

const filledIn = (pattern: unknown): string => String(pattern).replaceAll('*', 'Anything').replaceAll('?', 'x');

/** What a statement with NotAction may allow: it cannot exclude them all. */
const UNNAMED = ['kms', 's3', 'sqs', 'sns', 'secretsmanager'].map((service) => `${service}:Anything`);

/** Calls whose answer shows whom the Allow statements of a policy let in: every action with every resource they name. */
export const callsIn = (policy: PolicyDocument, resource: string): readonly Call[] =>
  listAt(policy['Statement'])
    .map(objectAt)
    .filter(({ Effect: effect }) => effect !== 'Deny')
    .flatMap((statement) => {
      const actions = listAt(statement['Action'] ?? UNNAMED).map(filledIn);
      const resources = listAt(statement['Resource']).filter((each) => typeof each === 'string' && each !== '*');
      const named = resources.length > 0 ? resources.map(filledIn) : [resource];
      return actions.flatMap((action) => named.map((each) => ({ action, resource: each })));
    });

/** A request's circumstances when it comes from an account: every key by which a policy may bind a service to it. */
export const circumstances = (account: string, region: string): RequestContext => ({
  'aws:SourceAccount': account,
  'aws:SourceArn': `arn:aws:anything:${region}:${account}:anything`,
  'aws:ResourceAccount': account,
  'aws:SecureTransport': 'true',
  's3:TlsVersion': '1.3',
  'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${account}:log-group:anything`,
  'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:${region}:${account}:trail/anything`,
});

/** Services that a policy's Allow statements name. */
export const servicesIn = (policy: PolicyDocument): readonly string[] => [
  ...new Set(
    listAt(policy['Statement']).flatMap((statement) =>
      listAt(objectAt(objectAt(statement)['Principal'])['Service']).filter((each) => typeof each === 'string'),
    ),
  ),
];

/** Keys whose value says on whose behalf somebody comes; every other one, an address or a header, a stranger may have too. */
const BINDING =
  /^(aws:(SourceAccount|SourceArn|PrincipalAccount|PrincipalArn|ResourceAccount|SourceVpce?)|kms:CallerAccount|kms:EncryptionContext:aws:(logs|cloudtrail):arn)$/i;

/** What only a service says truly: whoever calls KMS may name any context. */
const CLAIMED = /^kms:EncryptionContext:/i;

/** A policy whose Allow statements keep those of their conditions only that bind them to an account. */
export const boundOnly = (policy: PolicyDocument, except?: RegExp): PolicyDocument => ({
  ...policy,
  Statement: listAt(policy['Statement']).map((statement) => {
    if (!isObject(statement) || statement['Effect'] !== 'Allow' || !isObject(statement['Condition'])) return statement;
    if (statement['Condition'] instanceof Unresolved) return statement;
    const operators = Object.entries(statement['Condition']).map(([operator, keys]) => [
      operator,
      isObject(keys) && !(keys instanceof Unresolved)
        ? Object.fromEntries(Object.entries(keys).filter(([key]) => BINDING.test(key) && !except?.test(key)))
        : keys,
    ]);
    return { ...statement, Condition: Object.fromEntries(operators) };
  }),
});

/**
 * Who gets in by a resource's policy and should not: anybody, anybody's account, or a service that acts for one.
 * `resource` is what the policy guards.
 */
export const strangersIn = (given: PolicyDocument, resource: string, region: string): readonly string[] => {
  const policy = boundOnly(given);
  const unclaimed = boundOnly(given, CLAIMED);
  const calls = callsIn(policy, resource);
  const anybody: readonly (readonly [string, Principal])[] = [
    ['anybody', { kind: 'anonymous' }],
    ["anybody's account", principalOf(STRANGER)],
    ...servicesIn(policy).map((service) => [`${service} for anybody`, { kind: 'service', service }] as const),
  ];
  return anybody.flatMap(([who, principal]) => {
    const open = calls.find(({ action, resource: what }) =>
      [circumstances(STRANGER, region), { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' }].some((context) =>
        mayPass(ask([principal.kind === 'service' ? policy : unclaimed], principal, action, what, context)),
      ),
    );
    return open === undefined ? [] : [`${who} (${open.action})`];
  });
};

/** Accounts other than its own that a policy names as principals: whole accounts, or roles and users of them. */
export const foreignPrincipals = (policy: PolicyDocument, own: string): readonly string[] =>
  listAt(policy['Statement'])
    .map(objectAt)
    .filter(({ Effect: effect }) => effect !== 'Deny')
    .flatMap((statement) => listAt(objectAt(statement['Principal'])['AWS']))
    .filter((principal) => typeof principal === 'string')
    .filter((principal) => principal !== '*' && /\d{12}/.exec(principal)?.[0] !== own);

/** Roles of a bootstrapped account, which read what the pipeline made with its own key. */
const DEPLOYMENT_ROLE = /:role\/cdk-[a-z0-9]+-(deploy|cfn-exec|file-publishing|image-publishing|lookup)-role-\d{12}-/;

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

/** Who gets in by a resource's policy and should not: strangers, whoever may do everything, and other accounts but for their deployment roles. */
export const outsidersIn = (policy: PolicyDocument, { identity, stack }: Resource, what = arnOf(identity)) => [
  ...strangersIn(policy, what, stack.region),
  ...broadIn(policy, stack.account),
  ...foreignPrincipals(policy, stack.account).filter((principal) => !DEPLOYMENT_ROLE.test(principal)),
];

/** What is wrong with one resource, in the shape of a finding. */
export const findingsOf = ({ stack, logicalId }: Resource, because: readonly string[]) =>
  because.map((each) => ({ stack, logicalId, because: each }));
