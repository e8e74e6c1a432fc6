import { isObject } from '../ground/json';
import { type Answer, all, any, NO, not, unknown, YES, yesIf } from './answer';
import { scalars } from './json';
import { type Operator, operatorNamed } from './operator';
import { expand } from './pattern';
import type { Values } from './request';

const OPERATOR = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/;

/** What a condition is judged against: the request's keys, and whether the document's version has policy variables. */
export interface Circumstances {
  readonly values: Values;
  readonly variables: boolean;
}

const isNull = (wanted: readonly string[], actual: readonly string[]): Answer =>
  any(
    wanted.map((value) =>
      /^(true|false)$/i.test(value)
        ? yesIf((value.toLowerCase() === 'true') === (actual.length === 0))
        : unknown(`"${value}" is not true or false`),
    ),
  );

const compared = (operator: Operator, actual: string, wanted: readonly string[], at: Circumstances): Answer => {
  const some = any(
    wanted.map((value) => {
      const expanded = operator.text ? expand(value, at.values, at.variables) : { text: value };
      return 'missing' in expanded
        ? unknown(`policy variable ${expanded.missing} has no single value in the request`)
        : operator.compare(actual, expanded.text);
    }),
  );
  return operator.negated ? not(some) : some;
};

/** An operator's name taken apart. */
interface Named {
  readonly set: string | undefined;
  /** Its name without prefix and suffix. */
  readonly base: string;
  readonly ifExists: string | undefined;
  readonly operator: Operator | undefined;
}

const named = new Map<string, Named>();

/** Takes an operator's name apart: `ForAnyValue:StringLikeIfExists`. */
export const operatorIn = (name: string): Named => {
  const known = named.get(name);
  if (known !== undefined) return known;
  const [, set, base = '', ifExists] = OPERATOR.exec(name) ?? [];
  const found = { set, base, ifExists, operator: operatorNamed(base) };
  named.set(name, found);
  return found;
};

/** Source: IAM user guide, "Condition operators" and "Set operators for multivalued context keys". */
const answerFor = (name: string, key: string, wanted: readonly string[], at: Circumstances): Answer => {
  const actual = at.values.get(key.toLowerCase()) ?? [];
  if (name === 'Null') return isNull(wanted, actual);
  const { set, ifExists, operator } = operatorIn(name);
  if (!operator) return unknown(`unknown condition operator "${name}"`);
  if (actual.length === 0) {
    if (set === 'ForAnyValue') return ifExists ? unknown(`what "${name}" says to an absent key is not documented`) : NO;
    return yesIf(set === 'ForAllValues' || ifExists !== undefined || operator.negated);
  }
  const answers = actual.map((value) => compared(operator, value, wanted, at));
  if (set) return set === 'ForAllValues' ? all(answers) : any(answers);
  const [only, ...more] = answers;
  return only && more.length === 0
    ? only
    : unknown(`"${key}" has ${actual.length} values and "${name}" neither ForAnyValue nor ForAllValues`);
};

/** Do all operators and keys of a `Condition` element hold? */
export const conditionHolds = (condition: unknown, at: Circumstances): Answer => {
  if (condition === undefined) return YES;
  if (!isObject(condition)) return unknown('Condition must be an object');
  return all(
    Object.entries(condition).flatMap(([name, keys]) => {
      if (!isObject(keys)) return [unknown(`Condition.${name} must be an object`)];
      return Object.entries(keys).map(([key, value]) => {
        const wanted = scalars(value);
        return wanted
          ? answerFor(name, key, wanted, at)
          : unknown(`Condition.${name}["${key}"] must be a text or a list`);
      });
    }),
  );
};
