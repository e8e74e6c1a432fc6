import { isObject, type JsonObject, listAt } from '../ground/json';
import type { PolicyDocument } from './evaluate';
import { type Intended, type Party, partiesOf } from './parties';
import { matches } from './pattern';
import { overlapActions } from './pattern-sets';
import { type Asker, type Constraint, constraintOf, type Pin, type Test, testsOf } from './pins';
import { isRefusedTo } from './refusals';
import {
  callingService,
  contextsOfStranger,
  type OnBehalfOf,
  SERVICE_PATHS,
  type ServicePath,
  serviceCall,
} from './service-calls';

/** What a resource policy guards. */
export interface Guarded {
  /** For example `AWS::KMS::Key`: what a service is known to send depends on it. */
  readonly type: string;
  readonly region: string;
}

/** A way in for somebody who is not meant. */
export interface Way {
  /** For example `every account`, `everybody of account 111111111111`, `events.amazonaws.com for every account`. */
  readonly who: string;
  /** The first action that it opens. */
  readonly action: string;
  /** Why nothing keeps them out: `sts:ExternalId keeps nobody out: whoever asks writes it into the request`; or nothing. */
  readonly how: string;
  /** The service by which they come, `*` where it may be any; absent where they come themselves. */
  readonly service?: string;
}

/** A way in, as what stands behind `its policy lets`. */
export const sentenceOf = ({ who, action, how }: Way): string => `${who} in (${action})${how === '' ? '' : `: ${how}`}`;

interface Circle {
  readonly guarded: Guarded;
  readonly intended: Intended;
  readonly variables: boolean;
  readonly denials: readonly JsonObject[];
}

const UNREADABLE: Way = {
  who: 'somebody',
  action: 'anything',
  how: 'a statement of it cannot be read',
  service: '*',
};

/**
 * Every way in which a resource policy lets somebody in who is not meant. Nothing is left out: what is not understood, or
 * hangs on what nobody knows, keeps nobody out. What a Deny refuses to all of them, whatever they ask with, is no way in.
 */
export const outsiders = (policy: PolicyDocument, guarded: Guarded, intended: Intended): readonly Way[] => {
  const { Statement: statement, Version: version } = policy;
  const statements = listAt(statement);
  const denials = statements.filter(isObject).filter(({ Effect: effect }) => effect === 'Deny');
  const circle = { guarded, intended, variables: version === '2012-10-17', denials };
  const ways = statements.flatMap((each): readonly Way[] => {
    if (!isObject(each) || (each['Effect'] !== 'Allow' && each['Effect'] !== 'Deny')) return [UNREADABLE];
    return each['Effect'] === 'Deny' ? [] : waysBy(each, circle);
  });
  return [...new Map(ways.map((way) => [sentenceOf(way), way])).values()];
};

const waysBy = (statement: JsonObject, circle: Circle): readonly Way[] => {
  const [action = 'what it does not name'] = listAt(statement['Action']).map(String);
  const tests = testsOf(statement['Condition']);
  const ways = partiesOf(statement).flatMap((party): readonly Way[] => {
    if (party.kind === 'riddle') {
      const { kind: _, ...way } = party;
      return [{ ...way, action }];
    }
    if (isRefusedTo(party, statement, circle.denials, circle)) return [];
    return contextsFor(party, statement, circle).flatMap((carries) =>
      waysOf(party, { ...party, ...(carries && { carries }) }, tests, circle).map((way) => ({ ...way, action })),
    );
  });
  // A principal * is every service, too: that is said only where not every account gets in.
  const isAll = ways.some(({ who }) => who === EVERY_ACCOUNT);
  return isAll ? ways.filter(({ who }) => !who.startsWith('every service')) : ways;
};

const EVERY_ACCOUNT = 'every account';

/**
 * Which keys a service carries that comes for a stranger: what the table of service calls says, one for each of its worlds.
 * Where it knows no such call, anything is possible.
 */
const contextsFor = (party: Party, statement: JsonObject, { guarded }: Circle): readonly (Carries | undefined)[] => {
  const { service } = party;
  if (party.kind !== 'service' || service === undefined) return [undefined];
  const actions = listAt(statement['Action']).map(String);
  const { type, region } = guarded;
  const calls = SERVICE_PATHS.filter((path) => {
    const row = serviceCall(path);
    if (row.on !== type || callingService(path, region) !== service) return false;
    return row.actions.some((one) => actions.some((each) => overlapActions(one, each)));
  });
  if (calls.length === 0) return [undefined];
  return calls.flatMap((path) => strangersBy(path, region));
};

type Carries = (key: string) => boolean | undefined;

/** What was worked out before of the table, by path and region. */
const strangers = new Map<string, readonly Carries[]>();

/** The keys of a call for a stranger, one answer for each of the worlds of its path. */
const strangersBy = (path: ServicePath, region: string): readonly Carries[] => {
  const before = strangers.get(`${path} ${region}`);
  if (before !== undefined) return before;
  // What is about a topic or queue is sent where there is one.
  const absent = new Set(
    Object.entries(serviceCall(path).keys).flatMap(([key, { value }]) =>
      /\{(topic|queue)\}/.test(value) ? [] : [key.toLowerCase()],
    ),
  );
  const all = contextsOfStranger(path, { account: '', region, source: '' }).map((context): Carries => {
    const keys = new Set(Object.keys(context).map((key) => key.toLowerCase()));
    return (key) => (keys.has(key) ? true : absent.has(key) ? false : undefined);
  });
  strangers.set(`${path} ${region}`, all);
  return all;
};

const waysOf = (
  party: Party,
  asker: Asker,
  tests: readonly Test[] | undefined,
  { intended, variables }: Circle,
): readonly Omit<Way, 'action'>[] => {
  const constraints: readonly Constraint[] = tests?.map((test) => constraintOf(test, asker, variables)) ?? [
    { is: 'open', because: 'its condition is only known to the deployment' },
  ];
  if (constraints.some(({ is }) => is === 'never')) return [];
  const how = constraints.flatMap((each) => (each.is === 'open' ? [each.because] : []));
  const left = constraints.reduce<readonly Pin[]>(
    (pins, each) => (each.is === 'pinned' ? both(pins, each.to) : pins),
    [party.pin],
  );
  return left
    .filter((pin) => !isMeant(pin, party, intended))
    .map((pin) => ({
      who: whoIs(party, pin),
      how: how.join('; '),
      ...(party.kind === 'service' && { service: party.service ?? '*' }),
    }));
};

const isMeant = ({ account, arn }: Pin, party: Party, { accounts, principal, service }: Intended): boolean =>
  (account !== undefined && accounts.includes(account)) ||
  (party.kind === 'aws' && arn !== undefined && !/[*?]/.test(arn) && principal?.(arn) === true) ||
  (party.kind === 'service' && party.service !== undefined && service?.(party.service) === true);

/** Those who are of both sets; what contradicts itself is nobody. */
const both = (some: readonly Pin[], others: readonly Pin[]): readonly Pin[] =>
  some.flatMap((one) => others.flatMap((other) => merged(one, other) ?? []));

const merged = (one: Pin, other: Pin): Pin | undefined => {
  const differ = (a: string | undefined, b: string | undefined) => a !== undefined && b !== undefined && a !== b;
  if (differ(one.account, other.account) || differ(one.organization, other.organization)) return undefined;
  return { ...one, ...other, ...(one.arn !== undefined && { arn: narrower(one.arn, other.arn ?? one.arn) }) };
};

/** The one of two ARN patterns that says more. */
const narrower = (one: string, other: string): string => (matches(one, other) ? other : one);

const whoIs = ({ kind, service }: Party, { account, arn, organization }: Pin): string => {
  const what = kind === 'service' ? `${service ?? 'every service'} for ` : '';
  const named = arn === undefined || kind === 'service' ? '' : /[*?]/.test(arn) ? ` that is called ${arn}` : '';
  if (kind === 'anonymous') return 'anybody';
  if (kind === 'aws' && arn !== undefined && named === '') return arn;
  if (account !== undefined) return `${what}everybody of account ${account}${named}`;
  return organization === undefined
    ? `${what}every account${named}`
    : `${what}every account of organization ${organization}`;
};

/** The same of one action: every way in which a resource policy lets somebody do it who is not meant. */
export const outsidersDoing = (
  action: string,
  policy: PolicyDocument,
  guarded: Guarded,
  intended: Intended,
): readonly Way[] => {
  const speaksOf = (statement: JsonObject): boolean =>
    'NotAction' in statement || listAt(statement['Action']).some((each) => overlapActions(String(each), action));
  const statements = listAt(policy['Statement']).filter((each) => !isObject(each) || speaksOf(each));
  return outsiders({ ...policy, Statement: statements }, guarded, intended).map((way) => ({ ...way, action }));
};

/** Services that may do an action by a resource policy, for whomever they come; `*` where it may be any. */
export const servicesLetIn = (policy: PolicyDocument, guarded: Guarded, action: string): readonly string[] => {
  const ways = outsidersDoing(action, policy, guarded, { accounts: [], principal: () => true });
  return [...new Set(ways.flatMap(({ service, who }) => service ?? (who === EVERY_ACCOUNT ? '*' : [])))];
};

/**
 * How policies let the service of a path in that comes for somebody else; nothing where they keep it out. What other services
 * and principals may is not asked.
 */
export const letsForOthers = (
  policies: readonly PolicyDocument[],
  path: ServicePath,
  { account, region }: OnBehalfOf,
): string | undefined => {
  const ways = policies.flatMap((policy) => waysForOthers(policy, path, account, region));
  const way = ways.find((each) => each.service !== undefined || each.who === EVERY_ACCOUNT);
  return way && sentenceOf(way);
};

/** What was asked before of a policy: one key has many log groups. */
const asked = new WeakMap<PolicyDocument, Map<string, readonly Way[]>>();

const waysForOthers = (policy: PolicyDocument, path: ServicePath, account: string, region: string): readonly Way[] => {
  const question = `${path} ${account} ${region}`;
  const answers = asked.get(policy) ?? new Map<string, readonly Way[]>();
  asked.set(policy, answers);
  const known = answers.get(question);
  if (known !== undefined) return known;
  const service = callingService(path, region);
  const guarded = { type: serviceCall(path).on, region };
  const ways = outsiders(policy, guarded, { accounts: [account], service: (each) => each !== service });
  answers.set(question, ways);
  return ways;
};
