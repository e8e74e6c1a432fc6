import { isObject, type JsonObject, listAt } from '../ground/json';
import { conditionHolds, operatorIn } from './condition';
import { conditionKey } from './condition-keys';
import type { PolicyDocument } from './evaluate';
import { scalars, strings } from './json';
import { coversAction, coversResource, overlapActions, overlapResources } from './pattern-sets';
import { type Test, testsOf } from './pins';

/** What a request carries under a key where it has to be refused; *other* is any value but these. */
export type Carried =
  | { readonly is: 'absent' }
  | { readonly is: 'equal'; readonly to: string }
  | { readonly is: 'other'; readonly than: readonly string[] }
  | { readonly is: 'below'; readonly than: number };

/** Requests that have to be refused, by what they carry; under every other key they may carry anything, or nothing. */
export interface Case {
  /** As a sentence's end: `whoever comes without TLS`. */
  readonly who: string;
  readonly facts: Readonly<Record<string, Carried>>;
}

/** What has to be refused, whatever other policies allow. */
export interface Required {
  /** Who is spoken to: everybody, by a resource's policy, or the holder of identity policies. */
  readonly of: 'everybody' | 'holder';
  /** Actions and the resources they are on, as patterns: `s3:*` on `arn:aws:s3:::bucket/*`. */
  readonly calls: readonly (readonly [action: string, resource: string])[];
  readonly cases: readonly Case[];
}

/** Something of what has to be refused that is not. */
export interface Gap {
  readonly case: Case;
  readonly action: string;
  readonly resource: string;
  /** What lets it through, for example `"RefuseOutsideTheVpc" holds only under NotIpAddress aws:SourceIp 192.0.2.0/24`. */
  readonly because: string;
}

/**
 * What of a required refusal the Deny statements do not imply, whatever else a request carries; nothing where they do. Each
 * case of each call must be refused by one statement: whatever makes it narrower than the case is an exception.
 */
export const gapsIn = (policies: readonly PolicyDocument[], required: Required): readonly Gap[] => {
  const denials = policies.flatMap((policy) =>
    listAt(policy['Statement'])
      .filter(isObject)
      .filter(({ Effect: effect }) => effect === 'Deny')
      .map((statement) => ({ statement, variables: policy['Version'] === '2012-10-17' })),
  );
  return required.calls.flatMap(([action, resource]) =>
    required.cases.flatMap((each): readonly Gap[] => {
      const tried = denials
        .filter(({ statement }) => concerns(statement, action, resource, each))
        .map((denial) => ({
          ...denial,
          exceptions: exceptionsIn(denial, { action, resource, of: required.of, case: each }),
        }));
      if (tried.some(({ exceptions }) => exceptions.length === 0)) return [];
      const [nearest] = tried.toSorted((one, other) => one.exceptions.length - other.exceptions.length);
      const because = nearest && `${nameOf(nearest.statement)} ${nearest.exceptions.join(' and ')}`;
      return [{ case: each, action, resource, because: because ?? 'no statement denies it' }];
    }),
  );
};

/** A gap in a sentence: `whoever comes without TLS is not refused s3:* on …: no statement denies it`. */
export const sentenceOfGap = ({ case: { who }, action, resource, because }: Gap): string =>
  `${who} is not refused ${action} on ${resource}: ${because}`;

interface Denial {
  readonly statement: JsonObject;
  readonly variables: boolean;
}

interface Question {
  readonly action: string;
  readonly resource: string;
  readonly of: Required['of'];
  readonly case: Case;
}

const nameOf = ({ Sid: sid }: JsonObject): string => (typeof sid === 'string' ? `"${sid}"` : 'the Deny');

/** Whether a statement has anything to do with a case of a call. */
const concerns = (statement: JsonObject, action: string, resource: string, { facts }: Case): boolean =>
  asksFor(statement, Object.keys(facts)) &&
  (strings(statement['Action'] ?? null) ?? ['*']).some((each) => overlapActions(each, action)) &&
  (strings(statement['Resource'] ?? null) ?? ['*']).some((each) => overlapResources(each, resource));

const asksFor = ({ Condition: condition }: JsonObject, keys: readonly string[]): boolean => {
  const tests = testsOf(condition) ?? [];
  const named = new Set(keys.map((key) => key.toLowerCase()));
  return tests.length === 0 || tests.some(({ key }) => named.has(key.toLowerCase()));
};

/** What makes a Deny narrower than a question; nothing where it answers it. */
const exceptionsIn = (
  { statement, variables }: Denial,
  { action, resource, of, case: asked }: Question,
): readonly string[] => {
  const tests = testsOf(statement['Condition']);
  return [
    ...exemptIn(statement, of),
    ...narrowerIn(statement, 'Action', action, coversAction, overlapActions),
    ...narrowerIn(statement, 'Resource', resource, coversResource, overlapResources),
    ...(tests === undefined
      ? ['has a condition that only the deployment knows']
      : tests.flatMap((test) => exceptionBy(test, asked, variables))),
  ];
};

const exemptIn = ({ Principal: principal, ...rest }: JsonObject, of: Required['of']): readonly string[] => {
  if ('NotPrincipal' in rest) return [`spares ${JSON.stringify(rest['NotPrincipal'])}`];
  if (of === 'holder') return principal === undefined ? [] : ['names a principal, as no policy of an identity does'];
  const isAll = principal === '*' || (isObject(principal) && listAt(principal['AWS']).includes('*'));
  return isAll ? [] : [`speaks to ${JSON.stringify(principal)} only`];
};

type Compare = (one: string, other: string) => boolean;

const narrowerIn = (
  statement: JsonObject,
  name: 'Action' | 'Resource',
  asked: string,
  covers: Compare,
  overlap: Compare,
): readonly string[] => {
  const inverse = `Not${name}`;
  if (inverse in statement) {
    const spared = strings(statement[inverse] ?? null) ?? ['*'];
    return name in statement || spared.some((each) => overlap(each, asked)) ? [`spares ${spared.join(', ')}`] : [];
  }
  if (!(name in statement)) return name === 'Resource' ? [] : ['names no action'];
  const named = strings(statement[name] ?? null);
  if (named === undefined) return [`speaks of a ${name.toLowerCase()} that only the deployment knows`];
  return named.some((each) => covers(each, asked)) ? [] : [`speaks of ${named.join(', ')} only`];
};

/** Why an entry of a Deny's condition does not hold for all requests of a case. */
const exceptionBy = (test: Test, { facts }: Case, variables: boolean): readonly string[] => {
  const { operator, key, values } = test;
  const wanted = scalars(values);
  if (wanted === undefined || wanted.some((value) => value.includes('{{resolve:'))) {
    return [`hangs on a value of ${key} that only the deployment knows`];
  }
  const fact = Object.entries(facts).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  if (fact === undefined) {
    return [`holds only under ${operator} ${key} ${wanted.join(', ')} (${conditionKey(key).because})`];
  }
  if (surely({ operator, key, wanted, variables }, fact)) return [];
  return [
    fact.is === 'absent'
      ? `does not hold for a request without ${key} (${operator})`
      : `does not hold for every such ${key} (${operator} ${wanted.join(', ')})`,
  ];
};

interface Entry {
  readonly operator: string;
  readonly key: string;
  readonly wanted: readonly string[];
  readonly variables: boolean;
}

/** Whether an entry holds for all that a fact says a request may carry. */
const surely = ({ operator: name, key, wanted, variables }: Entry, fact: Carried): boolean => {
  const holds = (carried: readonly string[]): boolean =>
    conditionHolds({ [name]: { [key]: wanted } }, { values: new Map([[key.toLowerCase(), carried]]), variables }).is ===
    'yes';
  // What stands for a variable is the choice of whoever asks, a default too.
  if (fact.is !== 'absent' && variables && wanted.some((value) => value.includes('${'))) return false;
  const { base, set, operator } = operatorIn(name);
  switch (fact.is) {
    case 'absent':
      return holds([]);
    case 'equal':
      return holds([fact.to]);
    case 'below':
      return /^NumericLessThan(Equals)?$/.test(base) && wanted.some((value) => Number(value) >= fact.than);
    case 'other': {
      if (name === 'Null') return holds(['anything']);
      const isPlain = /^(String|Arn)Not(Equals|Like)$/.test(base) && operator !== undefined && set !== 'ForAnyValue';
      return isPlain && wanted.every((value) => fact.than.includes(value) && !/[*?$]/.test(value));
    }
    default:
      return fact satisfies never;
  }
};
