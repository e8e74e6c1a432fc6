import { isObject, type JsonObject, own } from '../ground/json';
import { inWords } from './in-words';
import { ANY } from './samples';

/**
 * Why an event pattern of EventBridge does not take an event whatever its `{any}` are; undefined where it does. What is not
 * understood in a pattern takes nothing.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export const missOf = (pattern: unknown, event: JsonObject, at = 'its pattern'): string | undefined => {
  if (!isObject(pattern) || Object.keys(pattern).length === 0)
    return `${at} is ${inWords(pattern)}, which is no pattern`;
  for (const [name, wanted] of Object.entries(pattern)) {
    const miss = name === '$or' ? missOfAll(wanted, event, at) : missOfField(wanted, own(event, name), `${at}.${name}`);
    if (miss !== undefined) return miss;
  }
  return undefined;
};

const missOfAll = (wanted: unknown, event: JsonObject, at: string): string | undefined => {
  const misses = Array.isArray(wanted) ? wanted.map((each) => missOf(each, event, at)) : [`${at}.$or is no list`];
  return misses.includes(undefined) ? undefined : (misses[0] ?? `${at}.$or is empty`);
};

const missOfField = (wanted: unknown, value: unknown, at: string): string | undefined => {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (Array.isArray(wanted)) {
    return wanted.some((each) => values.some((one) => takes(each, one)))
      ? undefined
      : `${at} takes ${inWords(wanted)} and the event has ${value === ANY ? 'what may be anything' : inWords(value)}`;
  }
  const misses = values.map((one) => (isObject(one) ? missOf(wanted, one, at) : missOf(wanted, {}, at)));
  return misses.includes(undefined) ? undefined : misses[0];
};

type Operator = (argument: unknown, value: string) => boolean;

const folded = (argument: unknown): string | undefined => {
  const text = isObject(argument) ? own(argument, 'equals-ignore-case') : undefined;
  return typeof text === 'string' ? text.toLowerCase() : undefined;
};

const affix =
  (holds: (value: string, part: string) => boolean): Operator =>
  (argument, value) => {
    if (typeof argument === 'string') return holds(value, argument);
    const part = folded(argument);
    return part !== undefined && holds(value.toLowerCase(), part);
  };

const OPERATORS: Readonly<Record<string, Operator>> = {
  prefix: affix((value, part) => value.startsWith(part)),
  suffix: affix((value, part) => value.endsWith(part)),
  'equals-ignore-case': (argument, value) => value.toLowerCase() === String(argument).toLowerCase(),
  wildcard: (argument, value) => {
    if (typeof argument !== 'string') return false;
    const form = argument.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${form.join('.*')}$`, 's').test(value);
  },
};

/** Whether one alternative of a pattern takes one value. */
const takes = (alternative: unknown, value: unknown): boolean => {
  if (!isObject(alternative)) return value !== ANY && value === alternative;
  const [[operator = '', argument] = [], ...more] = Object.entries(alternative);
  if (more.length > 0) return false;
  if (operator === 'exists') return argument === (value !== undefined);
  if (operator === 'anything-but') return isOutside(argument, value);
  const known = own(OPERATORS, operator);
  if (known === undefined || typeof value !== 'string') return false;
  return value === ANY ? (operator === 'wildcard' ? argument === '*' : argument === '') : known(argument, value);
};

/** `anything-but` a value, one of several, or what an operator takes. */
const isOutside = (argument: unknown, value: unknown): boolean => {
  if (value === undefined || value === ANY || isObject(value)) return false;
  const [[operator = '', excluded] = []] = isObject(argument) ? Object.entries(argument) : [];
  const known = isObject(argument) ? own(OPERATORS, operator) : (one: unknown, text: unknown) => one === text;
  if (known === undefined || typeof value !== 'string') return false;
  const all: readonly unknown[] = [isObject(argument) ? excluded : argument].flat();
  return all.length > 0 && all.every((one) => typeof one === 'string' && !known(one, value));
};
