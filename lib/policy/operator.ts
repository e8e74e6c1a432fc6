import { type Answer, unknown, yesIf } from './answer';
import { parseDate } from './date';
import { inNetwork } from './ip-address';
import { arnParts, literal, matches, matchesArn } from './pattern';

/** Compares one value of the request with one value of the policy. */
export type Compare = (actual: string, wanted: string) => Answer;

const arn: Compare = (actual, wanted) => {
  const pattern = arnParts(wanted);
  if (!pattern) return unknown(`"${wanted}" is not an ARN of six parts`);
  const parts = arnParts(actual);
  return yesIf(parts !== undefined && matchesArn(pattern, parts));
};

const parseNumber = (text: string): number | undefined =>
  /^[+-]?\d+(\.\d+)?$/.test(text) ? Number.parseFloat(text) : undefined;

const ordered =
  (
    parse: (text: string) => number | undefined,
    what: string,
    holds: (actual: number, wanted: number) => boolean,
  ): Compare =>
  (actual, wanted) => {
    const left = parse(actual);
    const right = parse(wanted);
    if (left === undefined || right === undefined) {
      return unknown(`"${left === undefined ? actual : wanted}" is not a ${what}`);
    }
    return yesIf(holds(left, right));
  };

const bool: Compare = (actual, wanted) => {
  const odd = [wanted, actual].find((text) => !/^(true|false)$/i.test(text));
  return odd === undefined
    ? yesIf(actual.toLowerCase() === wanted.toLowerCase())
    : unknown(`"${odd}" is not true or false`);
};

const number = (holds: (actual: number, wanted: number) => boolean): Compare => ordered(parseNumber, 'number', holds);
const date = (holds: (actual: number, wanted: number) => boolean): Compare => ordered(parseDate, 'date', holds);

const COMPARISONS: ReadonlyMap<string, Compare> = new Map<string, Compare>([
  ['StringEquals', (actual, wanted) => yesIf(actual === literal(wanted))],
  ['StringEqualsIgnoreCase', (actual, wanted) => yesIf(actual.toLowerCase() === literal(wanted).toLowerCase())],
  ['StringLike', (actual, wanted) => yesIf(matches(wanted, actual))],
  ['ArnEquals', arn],
  ['ArnLike', arn],
  ['Bool', bool],
  ['BinaryEquals', (actual, wanted) => yesIf(actual === wanted)],
  ['NumericEquals', number((actual, wanted) => actual === wanted)],
  ['NumericLessThan', number((actual, wanted) => actual < wanted)],
  ['NumericLessThanEquals', number((actual, wanted) => actual <= wanted)],
  ['NumericGreaterThan', number((actual, wanted) => actual > wanted)],
  ['NumericGreaterThanEquals', number((actual, wanted) => actual >= wanted)],
  ['DateEquals', date((actual, wanted) => actual === wanted)],
  ['DateLessThan', date((actual, wanted) => actual < wanted)],
  ['DateLessThanEquals', date((actual, wanted) => actual <= wanted)],
  ['DateGreaterThan', date((actual, wanted) => actual > wanted)],
  ['DateGreaterThanEquals', date((actual, wanted) => actual >= wanted)],
  ['IpAddress', inNetwork],
]);

const NEGATIONS: ReadonlyMap<string, string> = new Map([
  ['StringNotEquals', 'StringEquals'],
  ['StringNotEqualsIgnoreCase', 'StringEqualsIgnoreCase'],
  ['StringNotLike', 'StringLike'],
  ['ArnNotEquals', 'ArnEquals'],
  ['ArnNotLike', 'ArnLike'],
  ['NumericNotEquals', 'NumericEquals'],
  ['DateNotEquals', 'DateEquals'],
  ['NotIpAddress', 'IpAddress'],
]);

/** A condition operator: how it compares, and whether it negates; `text` operators take policy variables. */
export interface Operator {
  readonly compare: Compare;
  readonly negated: boolean;
  readonly text: boolean;
}

/** The operator of that name without prefix and suffix, or undefined. Source: IAM user guide, "Condition operators". */
export const operatorNamed = (name: string): Operator | undefined => {
  const positive = NEGATIONS.get(name);
  const compare = COMPARISONS.get(positive ?? name);
  return compare && { compare, negated: positive !== undefined, text: /^(String|Arn)/.test(name) };
};
