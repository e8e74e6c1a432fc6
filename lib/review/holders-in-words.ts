import { cutInMiddle } from '../ground/cut-in-middle';
import { isObject, type JsonObject, listAt, objectAt, own } from '../ground/json';
import { inShort, shortList } from './in-short';
import { principalsOf } from './relation';
import { constructPath, propertiesOf, type ReviewedStack, resourcesOf, typeOf } from './template';
import { thingInWords } from './thing-in-words';

/** What is known of the stack in which a permission stands. */
export type Home = Pick<ReviewedStack, 'account' | 'path' | 'environment' | 'region' | 'template'>;

/** What people call a resource. */
export const nameIn = (logicalId: string, resource: unknown, { path }: Home): string => {
  const own = constructPath(resource);
  return thingInWords({ type: typeOf(resource), logicalId, ...(own !== undefined && { path: own }) }, path);
};

/** Whom a statement lets do something: principals of its own, else those that its policy is attached to. */
export const whoIn = (logicalId: string, statement: JsonObject, stack: Home): string => {
  return cutInMiddle(whoever(logicalId, statement, stack), LONGEST);
};

/** Longer names would hide what their holders may do. */
const LONGEST = 48;

const whoever = (logicalId: string, statement: JsonObject, stack: Home): string => {
  const principals = principalsOf(statement['Principal']);
  const resource = own(resourcesOf(stack.template ?? {}), logicalId);
  if (principals.includes('*')) return isEndpoint(resource) ? 'whoever is in its VPC' : 'everybody';
  if (principals.length > 0) return principalsInWords(principals, stack);
  if (statement['NotPrincipal'] !== undefined) return 'nearly everybody';
  const { Roles: roles, Users: users, Groups: groups } = propertiesOf(resource);
  const holders = [...listAt(roles), ...listAt(users), ...listAt(groups)];
  return holders.length === 0
    ? identity(logicalId, resource, stack)
    : shortList(holders.map((holder) => holderInWords(holder, stack)));
};

/** Nobody outside of its network comes through an endpoint, whatever its policy says. */
export const isEndpoint = (resource: unknown): boolean => typeOf(resource) === 'AWS::EC2::VPCEndpoint';

/** A role, user or group as a policy names it. */
export const holderInWords = (holder: unknown, stack: Home): string => {
  const { Ref: ref, 'Fn::GetAtt': attribute } = objectAt(holder);
  const id = String(ref ?? listAt(attribute)[0] ?? '');
  const held = own(resourcesOf(stack.template ?? {}), id);
  return held === undefined ? inShort(holder) : identity(id, held, stack);
};

/** Whole accounts and those of others first: of many, only a few are named. */
const principalsInWords = (principals: readonly unknown[], stack: Home): string => {
  const said = principals.map((each) => principalInWords(each, stack));
  const place = (text: string): number => (/account \d/.test(text) ? (text.includes(stack.account) ? 1 : 0) : 2);
  return shortList(said.toSorted((one, other) => place(one) - place(other)));
};

/** An account, a service, or whoever it is without the kind that a template has before it. */
const principalInWords = (principal: unknown, { account: here }: Home): string => {
  const [kind, value] = isObject(principal) ? (Object.entries(principal)[0] ?? []) : [];
  const text = (kind === undefined ? inShort(principal) : `${kind}:${inShort(value)}`)
    .replaceAll('${AWS::Partition}', 'aws')
    .replaceAll('${AWS::AccountId}', here);
  const [, account] = /^AWS:(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?$/.exec(text) ?? [];
  if (account !== undefined) return `account ${account}`;
  const [, owner, named] = /^AWS:arn:[\w-]+:iam::(\d{12}):((?:role|user)\/.+)$/.exec(text) ?? [];
  if (named !== undefined) {
    const name = named.replace(/\/(?:.*\/)?/, ' ');
    return owner === here ? name : `${name} of account ${owner}`;
  }
  const [, provider] = /^Federated:(?:arn:.*:(?:oidc|saml)-provider\/)?(.+)$/.exec(text) ?? [];
  return provider === undefined ? text.replace(/^(AWS|Service|CanonicalUser):/, '') : `users of ${provider}`;
};

/** A role by its name without environment and region, else as people call it. */
export const identity = (logicalId: string, resource: unknown, stack: Home): string => {
  const { RoleName: name, UserName: user } = propertiesOf(resource);
  const given = name ?? user;
  if (typeof given !== 'string') return nameIn(logicalId, resource, stack);
  const parts = [stack.region, stack.environment].filter((part) => part !== undefined);
  return parts.reduce((text, part) => text.replace(`-${part}`, ''), given);
};
