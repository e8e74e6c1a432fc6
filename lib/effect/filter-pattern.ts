import { isObject } from '../ground/json';
import { ANY } from './samples';

/** A record of a log group: JSON, words in a row, or a line of which nothing more is known. */
export type LogRecord = Readonly<Record<string, unknown>> | readonly string[] | typeof ANY;

/**
 * Why a filter pattern of CloudWatch Logs takes no record like this one, whatever its `{any}` are; undefined where it may take
 * one. A pattern that is not understood takes nothing.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export const untakenBy = (pattern: unknown, record: LogRecord): string | undefined => {
  if (typeof pattern !== 'string') return 'it is no pattern';
  const text = pattern.trim();
  const inner = text.slice(1, -1).trim();
  if (/^\{.*\}$/s.test(text)) {
    if (Array.isArray(record)) return 'it asks for JSON, and records here are words in a row';
    return record === ANY ? undefined : untakenByAny(inner, record as Readonly<Record<string, unknown>>);
  }
  if (/^\[.*\]$/s.test(text)) {
    if (record === ANY) return undefined;
    return Array.isArray(record)
      ? untakenByWords(inner, record)
      : 'it asks for words in a row, and records here are JSON';
  }
  return /^(\s*[-?]?("[^"]*"|[\w%]+))*$/.test(text) ? undefined : `nobody can tell what ${text} takes`;
};

/** The parts of an expression between operators that stand in no parentheses and no quotation. */
const parts = (text: string, operator: string): readonly string[] => {
  const found: string[] = [''];
  let [depth, quoted] = [0, false];
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (sign === '"') quoted = !quoted;
    else if (!quoted) depth += sign === '(' ? 1 : sign === ')' ? -1 : 0;
    if (!quoted && depth === 0 && text.startsWith(operator, at)) {
      found.push('');
      at += operator.length - 1;
    } else found[found.length - 1] += sign;
  }
  return found.map((each) => each.trim());
};

type Fields = Readonly<Record<string, unknown>>;

const untakenByAny = (text: string, record: Fields): string | undefined => {
  const misses = parts(text, '||').map((each) => untakenByAll(each, record));
  return misses.includes(undefined) ? undefined : misses[0];
};

const untakenByAll = (text: string, record: Fields): string | undefined =>
  parts(text, '&&')
    .map((each) =>
      /^\(.*\)$/s.test(each) ? untakenByAny(each.slice(1, -1).trim(), record) : untakenByTest(each, record),
    )
    .find((miss) => miss !== undefined);

const TEST =
  /^\$((?:\.[\w-]+|\[\d+\]|\["[^"]+"\])+)\s*(?:(=|!=|>=|<=|>|<)\s*(.+)|(IS\s+(?:NULL|TRUE|FALSE)|NOT\s+EXISTS))$/s;

const untakenByTest = (text: string, record: Fields): string | undefined => {
  const [, path = '', operator = '', wanted = '', state = ''] = TEST.exec(text) ?? [];
  if (path === '') return `nobody can tell what ${text} takes`;
  const value = selected(path, record);
  if (value === ANY) return undefined;
  if (/^NOT/.test(state)) return value === undefined ? undefined : `$${path} is in every record here`;
  if (value === undefined) return `records here have no $${path}`;
  if (state !== '') return `$${path} is ${JSON.stringify(value)} here`;
  return holds(value, operator, wanted)
    ? undefined
    : `$${path} is ${JSON.stringify(value)} here, never ${operator} ${wanted}`;
};

/** What a path selects; what stands below `{any}` may be anything, too. */
const selected = (path: string, record: Fields): unknown => {
  let value: unknown = record;
  for (const [, name, at, quoted] of path.matchAll(/\.([\w-]+)|\[(\d+)\]|\["([^"]+)"\]/g)) {
    if (value === ANY) return ANY;
    value = Array.isArray(value)
      ? value[Number(at)]
      : isObject(value)
        ? (value[name ?? quoted ?? ''] ?? value['*'])
        : undefined;
  }
  return value;
};

/** Whether one of the values that may stand there meets a comparison. */
const holds = (value: unknown, operator: string, wanted: string): boolean => {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (/^%.*%$/.test(wanted)) return false; // regular expressions are read by nobody here
  const text = /^"(.*)"$/s.exec(wanted)?.[1] ?? wanted;
  const form = new RegExp(
    `^${text
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  );
  return all.some((one) => {
    if (operator === '=') return form.test(String(one));
    if (operator === '!=') return !form.test(String(one));
    const [left, right] = [Number(one), Number(text)];
    return operator.startsWith('>')
      ? left > right || (operator === '>=' && left === right)
      : left < right || (operator === '<=' && left === right);
  });
};

/** One name, or comparison of it, for each word; `...` stands for any number of them. */
const untakenByWords = (text: string, words: readonly string[]): string | undefined => {
  const names = text.split(',').map((each) => each.trim());
  const rest = names.indexOf('...');
  if (rest === -1 ? names.length !== words.length : names.length - 1 > words.length)
    return `it asks for ${names.length} words, and records here have ${words.length}`;
  const skipped = rest === -1 ? 0 : words.length - names.length;
  return names
    .map((name, at) =>
      name === '...' ? undefined : untakenByWord(name, words[rest !== -1 && at > rest ? at + skipped : at]),
    )
    .find((miss) => miss !== undefined);
};

const untakenByWord = (text: string, word: string | undefined): string | undefined => {
  const [, name = '', operator, wanted = ''] = /^(\w+)\s*(?:(=|!=|>=|<=|>|<)\s*([^&|]+))?$/.exec(text) ?? [];
  if (name === '') return `nobody can tell what ${text} takes`;
  if (operator === undefined || word === ANY) return undefined;
  return holds(word?.split('|'), operator, wanted.trim())
    ? undefined
    : `${name} is ${word} here, never ${operator} ${wanted}`;
};
