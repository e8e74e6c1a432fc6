import { isObject, type JsonObject } from '../ground/json';
import { type Answer, unknown } from './answer';
import { type Request, type Values, valuesOf } from './request';
import { applies, speaksOf } from './statement';

/** A policy as it stands in JSON; what is not understood in it answers cannot-tell. */
export type PolicyDocument = JsonObject;

/** What the policies say; `by` and `because` name the statement by its Sid, else by its place. */
export type Decision =
  | { readonly effect: 'allow'; readonly by: string }
  | { readonly effect: 'deny'; readonly explicit: true; readonly by: string }
  | { readonly effect: 'deny'; readonly explicit: false }
  | { readonly effect: 'cannot-tell'; readonly because: string };

/** A statement with what it is called in an answer, and the document whose version says what its texts mean. */
interface Entry {
  readonly effect: 'Allow' | 'Deny';
  readonly name: (policy: number) => string;
  /** Absent where it cannot be read. */
  readonly statement?: JsonObject;
  readonly variables: boolean;
  /** Why it cannot be read: it might have been a Deny. */
  readonly because?: string;
}

const unreadable = (name: Entry['name'], because: string): Entry => ({
  effect: 'Deny',
  name,
  variables: false,
  because,
});

const entryOf = (statement: unknown, name: Entry['name'], variables: boolean): Entry => {
  if (!isObject(statement)) return unreadable(name, 'a statement must be an object');
  const { Sid: sid, Effect: effect } = statement;
  const called = typeof sid === 'string' && sid !== '' ? () => sid : name;
  if (effect !== 'Allow' && effect !== 'Deny') return unreadable(called, `unknown effect ${JSON.stringify(effect)}`);
  return { effect, name: called, statement, variables };
};

const entriesOf = (policy: PolicyDocument): readonly Entry[] => {
  const { Version: version = '2008-10-17', Statement: statement, Id: _, ...rest } = policy;
  const place = (index: number) => `policy ${index + 1}`;
  const [odd] = Object.keys(rest);
  if (odd !== undefined) return [unreadable(place, `unknown element "${odd}"`)];
  if (version !== '2012-10-17' && version !== '2008-10-17') {
    return [unreadable(place, `unknown policy version ${JSON.stringify(version)}`)];
  }
  const statements: readonly unknown[] = Array.isArray(statement) ? statement : [statement];
  return statements.map((one, at) =>
    entryOf(one, (index) => `statement ${at + 1} of ${place(index)}`, version === '2012-10-17'),
  );
};

/** What a policy says, all of it and by action: the same few actions are asked with many resources and circumstances. */
interface Remembered {
  readonly all: readonly Entry[];
  readonly about: Map<string, readonly Entry[]>;
}

const remembered = new WeakMap<PolicyDocument, Remembered>();

/** A policy's statements without those that are about other actions. Policies are taken not to change. */
const entriesAbout = (policy: PolicyDocument, action: string): readonly Entry[] => {
  const { all, about } = remembered.get(policy) ?? { all: entriesOf(policy), about: new Map() };
  const entries =
    about.get(action) ??
    all.filter(({ statement }) => statement === undefined || speaksOf(statement, action).is !== 'no');
  about.set(action, entries);
  remembered.set(policy, { all, about });
  return entries;
};

/**
 * Says whether the policies together allow a request: an explicit Deny wins, then a Deny that might apply makes it
 * cannot-tell, then an Allow wins, then an Allow that might apply makes it cannot-tell; else it is denied implicitly.
 * Policies are merged as within one account; where AWS demands an Allow on both sides (another account's principal),
 * ask once per side. A resource policy that names an account counts as allowing its principals, although AWS then
 * leaves the last word to their own policies.
 */
export const evaluate = (policies: readonly PolicyDocument[], request: Request): Decision => {
  const about = policies.map((policy) => entriesAbout(policy, request.action));
  if (about.every((entries) => entries.length === 0)) return { effect: 'deny', explicit: false };
  const values = valuesOf(request);
  for (const effect of ['Deny', 'Allow'] as const) {
    let doubt: Decision | undefined;
    for (const [index, entries] of about.entries()) {
      for (const entry of entries) {
        if (entry.effect !== effect) continue;
        const answer = answerOf(entry, request, values);
        if (answer.is === 'no') continue;
        const by = entry.name(index);
        if (answer.is === 'unknown') doubt ??= { effect: 'cannot-tell', because: `${by}: ${answer.because}` };
        else return effect === 'Allow' ? { effect: 'allow', by } : { effect: 'deny', explicit: true, by };
      }
    }
    if (doubt) return doubt;
  }
  return { effect: 'deny', explicit: false };
};

const answerOf = ({ statement, variables, because = '' }: Entry, request: Request, values: Values): Answer =>
  statement === undefined ? unknown(because) : applies(statement, request, values, variables);
