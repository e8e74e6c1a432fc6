import type { AccessChange } from '../contract/review';
import { isObject, type JsonObject, listAt, objectAt, own } from '../ground/json';
import { actionsInWords } from './actions-in-words';
import { referredTo } from './compare-resource';
import { inShort, shortList } from './in-short';
import { canonical } from './json';
import { principalsOf } from './relation';
import { constructPath, propertiesOf, type ReviewedStack, resourcesOf, typeOf } from './template';
import { thingInWords } from './thing-in-words';

type Stack = Pick<ReviewedStack, 'path' | 'environment' | 'region' | 'template'>;

/** A change of permissions in words, where it says more than before: `data-processing may now delete objects in processed/`. */
export const accessInWords = (change: AccessChange, stack: Stack): string | undefined => {
  const [before, after] = [objectAt(change.before), objectAt(change.after)];
  const statement = change.after === undefined ? before : after;
  const { Effect: effect } = statement;
  if (change.direction === 'narrower' || change.direction === 'same') return undefined;
  if (change.at === 'ManagedPolicyArns' && change.before === undefined) return givenInWords(change, stack);
  if (effect !== 'Allow' && effect !== 'Deny') return undefined;
  const news = fresh(before, after);
  const who = whoIn(change, effect === 'Deny' ? statement : news, stack);
  const what = (of: JsonObject): string => whatIn(change, of, stack);
  if (effect === 'Deny')
    return `${who} ${change.after === undefined ? 'is no longer denied' : 'is denied less than'} to ${what(before)}`;
  const looser =
    before['Effect'] === 'Allow' && canonical({ ...before, Condition: 0 }) === canonical({ ...after, Condition: 0 });
  return `${who} may now ${what(news)}${looser ? condition(change) : ''}`;
};

const condition = ({ direction, after }: AccessChange): string => {
  if (Object.keys(objectAt(objectAt(after)['Condition'])).length === 0) return ', without a condition';
  return `, under ${direction === 'broader' ? 'a looser' : 'another'} condition`;
};

/** What a managed policy lets do is not in the template: its name says it. */
const givenInWords = ({ logicalId, after }: AccessChange, stack: Stack): string => {
  const holder = identity(logicalId, own(resourcesOf(stack.template ?? {}), logicalId), stack);
  return `${holder} is given the policy ${inShort(after).replace(/^.*:policy\//, '')}`;
};

/** In a policy of a resource, `*` is that resource, and a role is what its trust policy is about. */
const whatIn = ({ logicalId }: AccessChange, of: JsonObject, stack: Stack): string => {
  const resource = own(resourcesOf(stack.template ?? {}), logicalId);
  const isOwn = of['Principal'] !== undefined || of['NotPrincipal'] !== undefined;
  if (!isOwn || resource === undefined) return `${deeds(of)}${places(of, stack)}`;
  const itself = `the ${nameIn(logicalId, resource, stack)}`;
  if (of['Resource'] === undefined && of['NotResource'] === undefined)
    return deeds(of).replace(/\bas it$/, `as ${itself}`);
  if (of['Resource'] !== '*') return `${deeds(of)}${places(of, stack)}`;
  return `${deeds(of)} ${typeOf(resource) === 'AWS::EC2::VPCEndpoint' ? 'through' : 'on'} ${itself}`;
};

/** Of a statement what it did not permit before. */
const fresh = (before: JsonObject, after: JsonObject): JsonObject => {
  if (before['Effect'] !== 'Allow') return after;
  const beyond = (name: string, alike: (value: unknown) => string): readonly unknown[] => {
    const was = new Set(listAt(before[name]).map(alike));
    return listAt(after[name]).filter((each) => !was.has(alike(each)));
  };
  const had = new Set(principalsOf(before['Principal']).map(canonical));
  const newcomers = principalsOf(after['Principal']).filter((each) => !had.has(canonical(each)));
  const actions = beyond('Action', (each) => canonical(each).toLowerCase());
  const resources = beyond('Resource', canonical);
  if (newcomers.length > 0) {
    return actions.length + resources.length === 0 ? { ...after, Principal: newcomers } : after;
  }
  if (actions.length > 0 && resources.length === 0) return { ...after, Action: actions };
  return resources.length > 0 && actions.length === 0 ? { ...after, Resource: resources } : after;
};

const deeds = ({ Action: action, NotAction: notAction }: JsonObject): string =>
  notAction === undefined ? actionsInWords(listAt(action)) : `do everything but ${shortList(listAt(notAction))}`;

const places = ({ Resource: resource, NotResource: notResource }: JsonObject, stack: Stack): string => {
  if (notResource !== undefined) return ` everywhere but on ${shortList(listAt(notResource))}`;
  const list = [...new Set(listAt(resource).map((each) => placeOf(each, stack)))];
  return list.length === 0 ? '' : ` ${shortList(list)}`;
};

/** `in processed/`, `in the data bucket`, or the resource as it stands there. */
const placeOf = (resource: unknown, stack: Stack): string => {
  if (resource === '*') return 'anywhere';
  const text = inShort(resource);
  const [, prefix] = /^(?:arn:[^/]*|\$\{[^/]*)\/([\w.=-]+(?:\/[\w.=-]+)*\/)\*$/.exec(text) ?? [];
  if (prefix !== undefined && /s3|\$\{/.test(text)) return `in ${prefix}`;
  const [, logicalId = '', below = '*'] = /^\$\{(\w+)(?:\.Arn)?\}(?:\/(.+))?$/.exec(text) ?? [];
  const named = own(resourcesOf(stack.template ?? {}), logicalId);
  if (named === undefined) return `on ${text}`;
  return `${below === '*' ? '' : `on ${below} `}in the ${nameIn(logicalId, named, stack)}`;
};

const nameIn = (logicalId: string, resource: unknown, { path }: Stack): string => {
  const own = constructPath(resource);
  return thingInWords({ type: typeOf(resource), logicalId, ...(own !== undefined && { path: own }) }, path);
};

/** What people call a resource of a stack; a rule of a security group speaks of its group. */
export const nameInStack = (logicalId: string, stack: Stack): string => {
  const resources = resourcesOf(stack.template ?? {});
  const resource = own(resources, logicalId);
  const [group = ''] = /SecurityGroup(In|E)gress$/.test(typeOf(resource))
    ? referredTo(propertiesOf(resource)['GroupId'])
    : [];
  const owner = own(resources, group);
  return owner === undefined ? nameIn(logicalId, resource, stack) : nameIn(group, owner, stack);
};

/** Whom a statement lets do something: principals of its own, else those that its policy is attached to. */
const whoIn = ({ logicalId }: AccessChange, statement: JsonObject, stack: Stack): string => {
  const principals = principalsOf(statement['Principal']);
  if (principals.length > 0)
    return principals.includes('*') ? 'everybody' : shortList(principals.map(principalInWords));
  if (statement['NotPrincipal'] !== undefined) return 'nearly everybody';
  const resources = resourcesOf(stack.template ?? {});
  const resource = own(resources, logicalId);
  const { Roles: roles, Users: users, Groups: groups } = propertiesOf(resource);
  const holders = [...listAt(roles), ...listAt(users), ...listAt(groups)];
  if (holders.length === 0) return identity(logicalId, resource, stack);
  return shortList(
    holders.map((holder) => {
      const id = isObject(holder) ? String(holder['Ref']) : '';
      const held = own(resources, id);
      return held === undefined ? inShort(holder) : identity(id, held, stack);
    }),
  );
};

/** An account, a service or whoever it is without the kind that a template has before it. */
const principalInWords = (principal: unknown): unknown => {
  if (typeof principal !== 'string') return principal;
  const [, account] = /^AWS:(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?$/.exec(principal) ?? [];
  return account === undefined ? principal.replace(/^(AWS|Service|CanonicalUser):/, '') : `account ${account}`;
};

/** A role by its name without environment and region, else as people call it. */
const identity = (logicalId: string, resource: unknown, stack: Stack): string => {
  const { RoleName: name, UserName: user } = propertiesOf(resource);
  const given = name ?? user;
  if (typeof given !== 'string') return nameIn(logicalId, resource, stack);
  const parts = [stack.region, stack.environment].filter((part) => part !== undefined);
  return parts.reduce((text, part) => text.replace(`-${part}`, ''), given);
};
