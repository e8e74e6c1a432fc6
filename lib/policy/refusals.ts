import { type JsonObject, listAt } from '../ground/json';
import { operatorIn } from './condition';
import { conditionKey } from './condition-keys';
import { scalars, strings } from './json';
import type { Intended } from './parties';
import { coversAction, coversResource } from './pattern-sets';
import { type Asker, constraintOf, type Test, testsOf } from './pins';

/** What a Deny surely takes away from all that an Allow gives to those who are not meant. */

const isWhole = (value: unknown): boolean => listAt(value).includes('*');

/** Whether a Deny speaks of all that an Allow speaks of, in actions or resources. */
const takesIn = (
  denial: JsonObject,
  statement: JsonObject,
  name: 'Action' | 'Resource',
  includes: (wide: string, narrow: string) => boolean,
): boolean => {
  if (`Not${name}` in denial) return false;
  if (isWhole(denial[name]) || (name === 'Resource' && !(name in denial))) return true;
  const [wide, narrow] = [strings(denial[name]), strings(statement[name] ?? null)];
  if (wide === undefined || narrow === undefined || `Not${name}` in statement) return false;
  return narrow.every((one) => wide.some((each) => includes(each, one)));
};

/** Whether a Deny speaks to everybody who is not meant. */
const speaksToAll = ({ Principal: principal, ...rest }: JsonObject, { accounts }: Intended): boolean => {
  if ('NotPrincipal' in rest) {
    const { AWS: named, ...others } = (rest['NotPrincipal'] ?? {}) as JsonObject;
    const exempt = strings(named ?? []) ?? ['?'];
    return (
      principal === undefined &&
      Object.keys(others).length === 0 &&
      exempt.every((each) => accounts.includes(/^(?:arn:[^:]+:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(each)?.[1] ?? ''))
    );
  }
  const named = principal as JsonObject | '*' | undefined;
  return named === '*' || (typeof named === 'object' && isWhole(named['AWS']));
};

/**
 * Whether an entry of a Deny's condition holds for everybody who is not meant, whatever else he asks with: it negates who
 * is meant, in a key that AWS sets.
 */
const surelyHolds = (test: Test, asker: Asker, intended: Intended, variables: boolean): boolean => {
  const { kind } = conditionKey(test.key);
  const said = kind[asker.kind];
  const wanted = scalars(test.values);
  if (wanted === undefined || (said !== 'caller' && said !== 'source' && said !== 'absent')) return false;
  const { set, operator, base } = operatorIn(test.operator);
  if (test.operator === 'Null' || operator === undefined || set === 'ForAnyValue') return false;
  if (!operator.negated) return /^Bool/.test(base) && isCertain(test, asker);
  const positive = { ...test, operator: base.replace('Not', '') };
  const named = constraintOf(positive, { ...asker, carries: () => true }, variables);
  if (named.is === 'never') return true;
  return (
    named.is === 'pinned' &&
    named.to.every(
      ({ account, arn = '' }) =>
        intended.accounts.includes(account ?? '') ||
        (asker.kind === 'aws' && !/[*?]/.test(arn) && intended.principal?.(arn) === true),
    )
  );
};

/** `aws:PrincipalIsAWSService` is the same for everybody of a kind who signs: what it is, not what could be. */
const isCertain = ({ operator, key, values }: Test, asker: Asker): boolean => {
  const { form, kind } = conditionKey(key);
  if (form !== 'flag' || kind[asker.kind] === 'asker') return false;
  const { ifExists, set } = operatorIn(operator);
  if (kind[asker.kind] === 'absent') return ifExists !== undefined || set === 'ForAllValues';
  const is = String(asker.kind === 'service');
  return scalars(values)?.some((value) => value.toLowerCase() === is) === true;
};

/** Whether some Deny refuses all that an Allow gives to whoever is not meant. */
export const isRefusedTo = (
  asker: Asker,
  statement: JsonObject,
  denials: readonly JsonObject[],
  { intended, variables }: { readonly intended: Intended; readonly variables: boolean },
): boolean =>
  denials.some(
    (denial) =>
      speaksToAll(denial, intended) &&
      takesIn(denial, statement, 'Action', coversAction) &&
      takesIn(denial, statement, 'Resource', coversResource) &&
      testsOf(denial['Condition'])?.every((test) => surelyHolds(test, asker, intended, variables)) === true,
  );
