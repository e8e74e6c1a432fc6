import { type Answer, unknown } from './answer';
import { isObject, type JsonObject } from './json';
import type { Request } from './request';
import { applies } from './statement';

/** A policy as it stands in JSON; what is not understood in it answers cannot-tell. */
export type PolicyDocument = JsonObject;

/** What the policies say; `by` and `because` name the statement by its Sid, else by its place. */
export type Decision =
  | { readonly effect: 'allow'; readonly by: string }
  | { readonly effect: 'deny'; readonly explicit: true; readonly by: string }
  | { readonly effect: 'deny'; readonly explicit: false }
  | { readonly effect: 'cannot-tell'; readonly because: string };

interface Verdict {
  readonly effect: 'Allow' | 'Deny';
  readonly name: string;
  readonly applies: Answer;
}

/** What cannot be read might have been a Deny. */
const unreadable = (name: string, because: string): Verdict => ({ effect: 'Deny', name, applies: unknown(because) });

const verdictOf = (statement: unknown, name: string, request: Request, variables: boolean): Verdict => {
  if (!isObject(statement)) return unreadable(name, 'a statement must be an object');
  const { Sid: sid, Effect: effect } = statement;
  const called = typeof sid === 'string' && sid !== '' ? sid : name;
  if (effect !== 'Allow' && effect !== 'Deny') return unreadable(called, `unknown effect ${JSON.stringify(effect)}`);
  return { effect, name: called, applies: applies(statement, request, variables) };
};

const verdictsOf = (policy: PolicyDocument, place: string, request: Request): readonly Verdict[] => {
  const { Version: version = '2008-10-17', Statement: statement, Id: _, ...rest } = policy;
  const [odd] = Object.keys(rest);
  if (odd !== undefined) return [unreadable(place, `unknown element "${odd}"`)];
  if (version !== '2012-10-17' && version !== '2008-10-17') {
    return [unreadable(place, `unknown policy version ${JSON.stringify(version)}`)];
  }
  const statements: readonly unknown[] = Array.isArray(statement) ? statement : [statement];
  return statements.map((one, index) =>
    verdictOf(one, `statement ${index + 1} of ${place}`, request, version === '2012-10-17'),
  );
};

/**
 * Says whether the policies together allow a request: an explicit Deny wins, then a Deny that might apply makes it
 * cannot-tell, then an Allow wins, then an Allow that might apply makes it cannot-tell; else it is denied implicitly.
 * Policies are merged as within one account; where AWS demands an Allow on both sides (another account's principal),
 * ask once per side. A resource policy that names an account counts as allowing its principals, although AWS then
 * leaves the last word to their own policies.
 */
export const evaluate = (policies: readonly PolicyDocument[], request: Request): Decision => {
  const verdicts = policies.flatMap((policy, index) => verdictsOf(policy, `policy ${index + 1}`, request));
  for (const effect of ['Deny', 'Allow'] as const) {
    const mine = verdicts.filter((verdict) => verdict.effect === effect);
    const certain = mine.find((verdict) => verdict.applies.is === 'yes');
    if (certain) {
      return effect === 'Allow'
        ? { effect: 'allow', by: certain.name }
        : { effect: 'deny', explicit: true, by: certain.name };
    }
    for (const { name, applies } of mine) {
      if (applies.is === 'unknown') return { effect: 'cannot-tell', because: `${name}: ${applies.because}` };
    }
  }
  return { effect: 'deny', explicit: false };
};
