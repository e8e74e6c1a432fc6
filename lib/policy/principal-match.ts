import { isObject } from '../ground/json';
import { type Answer, any, NO, unknown, YES, yesIf } from './answer';
import { strings } from './json';
import { type Principal, roleOfSession } from './request';

const ACCOUNT = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/;
const ROLE = /^arn:[^:]+:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/;

const matchesAws = (element: string, principal: Principal): Answer => {
  if (element === '*') return YES;
  if (principal.kind !== 'aws') return NO;
  const account = ACCOUNT.exec(element)?.[1];
  if (account) return yesIf(account === principal.account);
  if (element === principal.arn) return YES;
  if (!element.startsWith('arn:') || /[*?]/.test(element)) {
    return unknown(`principal "${element}" is neither an account, nor an ARN without wildcards, nor *`);
  }
  const session = roleOfSession(principal.arn);
  const [, owner, name] = ROLE.exec(element) ?? [];
  return yesIf(session !== undefined && session.account === owner && session.name === name);
};

const matchesService = (element: string, principal: Principal): Answer =>
  element.includes('*')
    ? unknown(`service principal "${element}" has a wildcard`)
    : yesIf(principal.kind === 'service' && principal.service === element);

/** A canonical user is an account under another name, so an account's principal may or may not be meant. */
const matchesCanonicalUser = (principal: Principal): Answer =>
  principal.kind === 'aws' ? unknown('a CanonicalUser cannot be compared with an ARN') : NO;

const matchesKind = (kind: string, value: unknown, principal: Principal): Answer => {
  const elements = strings(value);
  if (!elements) return unknown(`Principal.${kind} must be a text or a list of texts`);
  switch (kind) {
    case 'AWS':
      return any(elements.map((element) => matchesAws(element, principal)));
    case 'Service':
      return any(elements.map((element) => matchesService(element, principal)));
    case 'Federated':
      return NO;
    case 'CanonicalUser':
      return matchesCanonicalUser(principal);
    default:
      return unknown(`unknown kind of principal "${kind}"`);
  }
};

/**
 * Does a `Principal` element name whoever asks? An account (id or root ARN) covers all its principals, a role its
 * sessions, and `*` everyone, AWS services and anonymous callers too. No request here is made by a federated identity.
 */
export const matchesPrincipal = (value: unknown, principal: Principal): Answer => {
  if (value === '*') return YES;
  if (!isObject(value)) {
    return unknown(`Principal must be "*" or an object, got ${JSON.stringify(value)}`);
  }
  return any(Object.entries(value).map(([kind, elements]) => matchesKind(kind, elements, principal)));
};

/**
 * Is whoever asks outside a `NotPrincipal` element? Exempt is who is named (a session also by its role) together with
 * its account; naming only one of them is documented as unreliable and therefore unknown.
 * Source: IAM user guide, "AWS JSON policy elements: NotPrincipal".
 */
export const outsidePrincipal = (value: unknown, principal: Principal): Answer => {
  const named = matchesPrincipal(value, principal);
  if (named.is !== 'yes') return named.is === 'no' ? YES : named;
  if (principal.kind !== 'aws' || !isObject(value)) return NO;
  const elements = strings(value['AWS']) ?? [];
  const matching = elements.filter((element) => matchesAws(element, principal).is === 'yes');
  const accounts = matching.filter((element) => ACCOUNT.test(element));
  if (elements.includes('*') || (accounts.length > 0 && matching.length > accounts.length)) return NO;
  return unknown(`NotPrincipal exempts ${principal.arn} only when it and its account are both named`);
};
