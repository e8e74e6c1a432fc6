import { isObject, type JsonObject } from '../ground/json';
import { evaluate, type PolicyDocument } from './evaluate';
import type { Principal, RequestContext } from './request';
import { contextsOfStranger, pathsOf, serviceCall } from './service-calls';

/** An account that no policy of ours means, and that is not the given one: whatever lets it in lets everybody in. */
export const strangerTo = (account: string): string => (account === '999999999999' ? '888888888888' : '999999999999');

const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

const statementsOf = (policy: PolicyDocument): readonly JsonObject[] =>
  list(policy['Statement']).map((statement) => (isObject(statement) ? statement : {}));

/** What a statement with NotAction may allow: it cannot exclude them all. */
const UNNAMED = ['kms', 's3', 'sqs', 'sns', 'secretsmanager'].map((service) => `${service}:Anything`);

const allowing = (policy: PolicyDocument): readonly JsonObject[] =>
  statementsOf(policy).filter(({ Effect: effect }) => effect !== 'Deny');

const principals = (statement: JsonObject, kind: 'AWS' | 'Service'): readonly string[] => {
  const { Principal: named } = statement;
  return list(isObject(named) ? named[kind] : undefined).filter((each) => typeof each === 'string');
};

/** Services that a policy's Allow statements name. */
export const servicesIn = (policy: PolicyDocument): readonly string[] => [
  ...new Set(allowing(policy).flatMap((statement) => principals(statement, 'Service'))),
];

/** AWS principals of accounts other than its own that a policy's Allow statements name. */
export const foreignPrincipals = (policy: PolicyDocument, own: string): readonly string[] =>
  allowing(policy)
    .flatMap((statement) => principals(statement, 'AWS'))
    .filter((principal) => principal !== '*' && /\d{12}/.exec(principal)?.[0] !== own);

const filledIn = (pattern: unknown): string => String(pattern).replaceAll('*', 'Anything').replaceAll('?', 'x');

/** One call that a statement speaks about, with its wildcards filled in. */
export interface Call {
  readonly action: string;
  readonly resource: string;
}

/** Calls whose answer shows whom the Allow statements of a policy let in: every action with every resource they name. */
export const callsIn = (policy: PolicyDocument, resource: string): readonly Call[] =>
  allowing(policy).flatMap((statement) => {
    const named = list(statement['Resource']).filter((each) => typeof each === 'string' && each !== '*');
    const resources = named.length > 0 ? named.map(filledIn) : [resource];
    const actions = list(statement['Action'] ?? UNNAMED).map(filledIn);
    return actions.flatMap((action) => resources.map((each) => ({ action, resource: each })));
  });

const SECURE: RequestContext = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };

/** A request's circumstances when it comes from an account: every key by which a policy may bind a service to it. */
export const circumstances = (account: string, region: string): RequestContext => ({
  ...SECURE,
  'aws:SourceAccount': account,
  'aws:SourceArn': `arn:aws:anything:${region}:${account}:anything`,
  'aws:ResourceAccount': account,
  'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${account}:log-group:anything`,
  'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:${region}:${account}:trail/anything`,
});

/** Keys whose value says on whose behalf somebody comes; every other one, an address or a header, a stranger may have too. */
const BINDING =
  /^(aws:(SourceAccount|SourceArn|PrincipalAccount|PrincipalArn|ResourceAccount|SourceVpce?)|kms:CallerAccount|kms:EncryptionContext:aws:(logs|cloudtrail):arn)$/i;

/** What only a service says truly: whoever calls KMS may name any context. */
const CLAIMED = /^kms:EncryptionContext:/i;

/** Whether a value of a policy is an object whose entries are known; in a template it may be an expression without a value. */
export type IsKnown = (value: unknown) => value is JsonObject;

/** A policy whose Allow statements keep those of their conditions only that bind them to an account. */
export const boundOnly = (policy: PolicyDocument, isKnown: IsKnown = isObject, except?: RegExp): PolicyDocument => ({
  ...policy,
  Statement: list(policy['Statement']).map((statement) => {
    if (!isObject(statement) || statement['Effect'] !== 'Allow' || !isKnown(statement['Condition'])) return statement;
    const operators = Object.entries(statement['Condition']).map(([operator, keys]) => [
      operator,
      isKnown(keys)
        ? Object.fromEntries(Object.entries(keys).filter(([key]) => BINDING.test(key) && !except?.test(key)))
        : keys,
    ]);
    return { ...statement, Condition: Object.fromEntries(operators) };
  }),
});

/** What a resource policy guards, and where. */
export interface Guarded {
  readonly resource: string;
  readonly account: string;
  readonly region: string;
}

/** Whom a resource policy lets in though nobody means them: anybody, another account, a service that acts for one. */
export const strangersIn = (
  given: PolicyDocument,
  { resource, account, region }: Guarded,
  isKnown: IsKnown = isObject,
): readonly { readonly who: string; readonly action: string }[] => {
  const stranger = strangerTo(account);
  const policy = boundOnly(given, isKnown);
  const unclaimed = boundOnly(given, isKnown, CLAIMED);
  const calls = callsIn(policy, resource);
  const anybody: readonly (readonly [string, Principal])[] = [
    ['anybody', { kind: 'anonymous' }],
    ['every account', { kind: 'aws', account: stranger, arn: `arn:aws:iam::${stranger}:role/anybody` }],
    ...servicesIn(policy).map((service) => [`${service} for every account`, { kind: 'service', service }] as const),
  ];
  return anybody.flatMap(([who, principal]) => {
    const asked = principal.kind === 'service' ? policy : unclaimed;
    const open = calls.find((call) => {
      const contexts = principal.kind === 'service' ? contextsOfService(principal.service, call, stranger, region) : [];
      return [...(contexts.length > 0 ? contexts : [circumstances(stranger, region), SECURE])].some((context) => {
        const { effect } = evaluate([asked], { principal, ...call, context });
        return effect === 'allow' || effect === 'cannot-tell';
      });
    });
    return open === undefined ? [] : [{ who, action: open.action }];
  });
};

/** Types of what a resource policy guards, by the service in its ARN. */
const TYPES: Readonly<Record<string, string>> = {
  kms: 'AWS::KMS::Key',
  s3: 'AWS::S3::Bucket',
  sns: 'AWS::SNS::Topic',
  sqs: 'AWS::SQS::Queue',
  iam: 'AWS::IAM::Role',
};

/**
 * What a service sends that comes for a stranger's resource, where the table of service calls knows; else nothing. There an
 * Allow may hold `…IfExists` of what AWS is not documented to send.
 */
const contextsOfService = (
  service: string,
  { action, resource }: Call,
  account: string,
  region: string,
): readonly RequestContext[] =>
  pathsOf(service, action.replace(/Anything$/, ''), TYPES[resource.split(':')[2] ?? ''] ?? '').flatMap((path) => {
    const facts = { account, region, partition: 'aws' } as const;
    const source = serviceCall(path).onBehalfOf.replaceAll(/\{(\w+)\}/g, (_, name: keyof typeof facts) => facts[name]);
    return contextsOfStranger(path, { account, region, source });
  });
