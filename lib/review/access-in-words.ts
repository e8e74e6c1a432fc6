import type { AccessChange } from '../contract/review';
import { type JsonObject, listAt, objectAt, own } from '../ground/json';
import { actionsInWords } from './actions-in-words';
import { referredTo } from './compare-resource';
import { conditionsOf, gained } from './gained';
import { RUNS_AS } from './grants';
import { type Home, holderInWords, identity, isEndpoint, nameIn, whoIn } from './holders-in-words';
import { inShort, shortList } from './in-short';
import { propertiesOf, resourcesOf, typeOf } from './template';

/** A change of permissions in words, where it says more than before: `data-processing may now delete objects in processed/`. */
export const accessInWords = (change: AccessChange, stack: Home): string | undefined => {
  const { direction, logicalId } = change;
  if (direction === 'narrower' || direction === 'same') return undefined;
  const [before, after] = [objectAt(change.before), objectAt(change.after)];
  if ((change.after === undefined ? before : after)['Effect'] === 'Deny') return denialInWords(change, stack);
  if (after['Effect'] !== 'Allow') return withoutStatement(change, stack);
  const news = gained(before, after);
  return `${whoIn(logicalId, news, stack)} may now ${whatIn(change, news, stack)}${under(before, after)}`;
};

/** Under which condition something may be done now. */
const under = (before: JsonObject, after: JsonObject): string => {
  const isFree = Object.keys(objectAt(after['Condition'])).length === 0;
  const relation = before['Effect'] === 'Allow' ? conditionsOf(before, after) : 'same';
  if (relation === 'wider' || relation === 'different') {
    return isFree ? ', without a condition' : `, under ${relation === 'wider' ? 'a looser' : 'another'} condition`;
  }
  return isFree ? '' : ', under a condition';
};

/** What is denied no more, or only sometimes. */
const denialInWords = (change: AccessChange, stack: Home): string => {
  const [before, after] = [objectAt(change.before), objectAt(change.after)];
  const who = (of: JsonObject): string => whoIn(change.logicalId, of, stack);
  const what = (of: JsonObject): string => whatIn(change, of, stack);
  if (change.after === undefined || before['Effect'] !== 'Deny') {
    return `${who(before)} is no longer denied to ${what(before)}`;
  }
  const relation = conditionsOf(before, after);
  if (relation === 'narrower' || relation === 'different') {
    const which = before['Condition'] === undefined ? 'a' : relation === 'narrower' ? 'a tighter' : 'another';
    return `${who(before)} is denied only under ${which} condition to ${what(before)}`;
  }
  const lost = gained(after, before);
  return `${who(lost)} is no longer denied to ${what(lost)}`;
};

/** What else lets somebody do more: a policy he is given, a boundary that is gone, a role that something runs as. */
const withoutStatement = ({ logicalId, type, at, before, after }: AccessChange, stack: Home): string | undefined => {
  const resource = own(resourcesOf(stack.template ?? {}), logicalId);
  const [itself, name] = [identity(logicalId, resource, stack), nameIn(logicalId, resource, stack)];
  if (at === 'PermissionsBoundary') {
    return after === undefined
      ? `${itself} is no longer limited by a boundary`
      : `${itself} is limited by another boundary: ${inShort(after)}`;
  }
  if (after === undefined) return undefined;
  if (/^(ManagedPolicyArns|ManagedPolicies|CustomerManagedPolicyReferences)$/.test(at)) {
    return `${itself} is given the policy ${inShort(after).replace(/^.*:policy\//, '')}`;
  }
  if (type === 'AWS::IAM::UserToGroupAddition') return `user ${inShort(after)}`;
  if (type === 'AWS::IAM::InstanceProfile') return `${name} is given the role ${holderInWords(after, stack)}`;
  if (/^(Roles|Users|Groups)$/.test(at)) return `${holderInWords(after, stack)} is given the ${name}`;
  if (RUNS_AS.test(at)) {
    return before === undefined
      ? `${name} runs as ${holderInWords(after, stack)}`
      : `${name} runs as another role: ${holderInWords(after, stack)}`;
  }
  return `what the ${name} permits cannot be read, and is not as before`;
};

/** In a policy of a resource, `*` is that resource, and a role is what its trust policy is about. */
const whatIn = ({ logicalId }: AccessChange, of: JsonObject, stack: Home): string => {
  const resource = own(resourcesOf(stack.template ?? {}), logicalId);
  const isOwn = of['Principal'] !== undefined || of['NotPrincipal'] !== undefined;
  if (!isOwn || resource === undefined) return `${deeds(of)}${places(of, stack)}`;
  const itself = `the ${nameInStack(logicalId, stack)}`;
  if (of['Resource'] === undefined && of['NotResource'] === undefined)
    return deeds(of).replace(/\bas it$/, `as ${itself}`);
  if (of['Resource'] !== '*') return `${deeds(of)}${places(of, stack)}`;
  return `${deeds(of)} ${isEndpoint(resource) ? 'through' : 'on'} ${itself}`;
};

const deeds = ({ Action: action, NotAction: notAction }: JsonObject): string =>
  notAction === undefined ? actionsInWords(listAt(action)) : `do everything but ${shortList(listAt(notAction))}`;

const places = ({ Resource: resource, NotResource: notResource }: JsonObject, stack: Home): string => {
  if (notResource !== undefined) return ` everywhere but on ${shortList(listAt(notResource))}`;
  const list = [...new Set(listAt(resource).map((each) => placeOf(each, stack)))];
  if (list.includes(ANYWHERE)) return ` ${ANYWHERE}`;
  return list.length === 0 ? '' : ` ${shortList(list)}`;
};

const ANYWHERE = 'anywhere';

/** `in processed/`, `in the data bucket`, or the resource as it stands there. */
const placeOf = (resource: unknown, stack: Home): string => {
  if (resource === '*') return ANYWHERE;
  const text = inShort(resource);
  const [, prefix] = /^(?:arn:[^/]*|\$\{[^/]*)\/([\w.=-]+(?:\/[\w.=-]+)*\/)\*$/.exec(text) ?? [];
  if (prefix !== undefined && /s3|\$\{/.test(text)) return `in ${prefix}`;
  const [, logicalId = '', below = '*'] = /^\$\{(\w+)(?:\.Arn)?\}(?:\/(.+))?$/.exec(text) ?? [];
  const named = own(resourcesOf(stack.template ?? {}), logicalId);
  if (named === undefined) return `on ${text}`;
  return `${below === '*' ? '' : `on ${below} `}in the ${nameIn(logicalId, named, stack)}`;
};

/** By which property a resource names what it is a part of. */
const PART_OF: Readonly<Record<string, string>> = {
  'AWS::EC2::SecurityGroupIngress': 'GroupId',
  'AWS::EC2::SecurityGroupEgress': 'GroupId',
  'AWS::S3::BucketPolicy': 'Bucket',
  'AWS::SNS::TopicPolicy': 'Topics',
  'AWS::SQS::QueuePolicy': 'Queues',
};

/** What people call a resource of a stack; a rule of a security group speaks of its group, a policy of its bucket. */
export const nameInStack = (logicalId: string, stack: Home): string => {
  const resources = resourcesOf(stack.template ?? {});
  const resource = own(resources, logicalId);
  const property = own(PART_OF, typeOf(resource));
  const [whole = ''] = property === undefined ? [] : referredTo(propertiesOf(resource)[property]);
  const owner = own(resources, whole);
  return owner === undefined ? nameIn(logicalId, resource, stack) : nameIn(whole, owner, stack);
};
