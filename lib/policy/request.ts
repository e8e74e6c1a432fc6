/** Who asks: an AWS service, a principal of an account (user, role, role session or root), or nobody in particular. */
export type Principal =
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'aws'; readonly arn: string; readonly account: string }
  | { readonly kind: 'anonymous' };

/** Condition keys of a request; names are not case-sensitive, an empty list is the same as an absent key. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/** One call somebody wants to make. `resource` is an ARN, or `*` for actions that know no resource. */
export interface Request {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
}

const SESSION = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\/.+$/;

/** The role a session belongs to, without its path (a session's ARN does not carry it); undefined for other ARNs. */
export const roleOfSession = (
  arn: string,
): { readonly partition: string; readonly account: string; readonly name: string } | undefined => {
  const [, partition, account, name] = SESSION.exec(arn) ?? [];
  return partition && account && name ? { partition, account, name } : undefined;
};

/** The global condition keys that AWS derives from the principal itself; the request's own context overrides them. */
export const principalContext = (principal: Principal): RequestContext => {
  switch (principal.kind) {
    case 'anonymous':
      return {};
    case 'service':
      return { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': principal.service };
    case 'aws': {
      const role = roleOfSession(principal.arn);
      return {
        'aws:PrincipalIsAWSService': 'false',
        'aws:PrincipalAccount': principal.account,
        'aws:PrincipalArn': role ? `arn:${role.partition}:iam::${role.account}:role/${role.name}` : principal.arn,
      };
    }
  }
};

/** Values of condition keys by lower-case name. */
export type Values = ReadonlyMap<string, readonly string[]>;

/** Every condition key of a request, the derived ones included. */
export const valuesOf = ({ principal, context }: Request): Values => {
  const values = new Map<string, readonly string[]>();
  for (const given of [principalContext(principal), context]) {
    for (const [key, value] of Object.entries(given)) {
      values.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
    }
  }
  return values;
};
