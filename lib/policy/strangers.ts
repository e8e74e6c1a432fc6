import { evaluate, type PolicyDocument } from './evaluate';
import { isObject, type JsonObject } from './json';
import type { Principal, RequestContext } from './request';

/** An account that no policy of ours means, and that is not the given one: whatever lets it in lets everybody in. */
export const strangerTo = (account: string): string => (account === '999999999999' ? '888888888888' : '999999999999');

const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

const statementsOf = (policy: PolicyDocument): readonly JsonObject[] =>
  list(policy['Statement']).map((statement) => (isObject(statement) ? statement : {}));

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

/** Calls that Allow statements speak about, with their wildcards filled in. */
export const callsIn = (
  policy: PolicyDocument,
  resource: string,
): readonly { readonly action: string; readonly resource: string }[] =>
  allowing(policy).flatMap((statement) => {
    const named = list(statement['Resource']).filter((each) => typeof each === 'string' && each !== '*');
    const resources = named.length > 0 ? named.map(filledIn) : [resource];
    const actions = list(statement['Action'] ?? 'kms:Anything').map(filledIn);
    return actions.flatMap((action) => resources.map((each) => ({ action, resource: each })));
  });

const SECURE: RequestContext = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };

/** Every key by which a policy may bind a service to an account, as it is when the request comes from that account. */
const comingFrom = (account: string, region: string): RequestContext => ({
  ...SECURE,
  'aws:SourceAccount': account,
  'aws:SourceArn': `arn:aws:anything:${region}:${account}:anything`,
  'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${account}:log-group:anything`,
  'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:${region}:${account}:trail/anything`,
});

/** What a resource policy guards, and where. */
export interface Guarded {
  readonly resource: string;
  readonly account: string;
  readonly region: string;
}

/** Whom a resource policy lets in though nobody means them: anybody, another account, a service that acts for one. */
export const strangersIn = (
  policy: PolicyDocument,
  { resource, account, region }: Guarded,
): readonly { readonly who: string; readonly action: string }[] => {
  const stranger = strangerTo(account);
  const anybody: readonly (readonly [string, Principal])[] = [
    ['anybody', { kind: 'anonymous' }],
    ['every account', { kind: 'aws', account: stranger, arn: `arn:aws:iam::${stranger}:role/anybody` }],
    ...servicesIn(policy).map((service) => [`${service} for every account`, { kind: 'service', service }] as const),
  ];
  return anybody.flatMap(([who, principal]) => {
    const open = callsIn(policy, resource).find((call) =>
      [comingFrom(stranger, region), SECURE].some((context) => {
        const { effect } = evaluate([policy], { principal, ...call, context });
        return effect === 'allow' || effect === 'cannot-tell';
      }),
    );
    return open === undefined ? [] : [{ who, action: open.action }];
  });
};
