import type { core } from 'zod';
import { didYouMean, nearMisses } from '../ground/near-misses';
import { type Problem, valueAt } from './problem';
import { settingsAt } from './settings';

/** One value of zod's in our words; messages that begin with "must" are ours already. */
export const problemsOf = (issue: core.$ZodIssue, input: unknown): readonly Problem[] => {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => noSetting([...path, key], input));
    case 'invalid_type':
      return valueAt(input, path) === undefined
        ? [{ path, must: 'is missing', cure: 'add it to delivery.config.ts' }]
        : [ofType(issue, input)];
    case 'invalid_value':
      return [isOurs(issue) ? { path, must: issue.message } : oneOf(issue.values, path, input)];
    case 'invalid_union':
      return 'options' in issue ? [oneOf(issue.options ?? [], path, input)] : ofUnion(issue, input);
    case 'custom':
      return [{ path, must: issue.message, ...issue.params }];
    default:
      return [{ path, must: issue.message }];
  }
};

const noSetting = (path: readonly PropertyKey[], input: unknown): Problem => {
  const around = path.slice(0, -1);
  const isFree = (name: string) => valueAt(input, [...around, name]) === undefined;
  const meant = didYouMean(String(path.at(-1)), settingsAt(around, input).filter(isFree));
  const cure =
    meant === undefined
      ? 'remove it from delivery.config.ts; lib/config/schema.ts lists the settings'
      : `${meant}? edit delivery.config.ts`;
  return { path, must: 'is not a setting', cure };
};

const isOurs = ({ message }: core.$ZodIssue): boolean => message.startsWith('must ');

/** Often the value is right, and only its type is wrong. */
const ofType = (issue: core.$ZodIssueInvalidType, input: unknown): Problem => {
  const { path, expected } = issue;
  const cure = retyped(expected === 'int' ? 'number' : expected, valueAt(input, path));
  const must = isOurs(issue) ? issue.message : `must be of type ${expected}`;
  return { path, must, ...(cure === undefined ? {} : { cure }) };
};

const retyped = (wanted: string, value: unknown): string | undefined => {
  if (typeof value !== 'string') {
    return wanted === 'string' && ['number', 'bigint'].includes(typeof value) ? 'put it in quotes' : undefined;
  }
  const bare = value.trim();
  const isMeant =
    wanted === 'number' ? /^-?\d+(\.\d+)?$/.test(bare) : wanted === 'boolean' && /^(true|false)$/.test(bare);
  if (isMeant) return `write ${bare} without quotes`;
  return wanted === 'array' ? `put it in brackets, [${JSON.stringify(value)}]` : undefined;
};

const oneOf = (values: readonly unknown[], path: readonly PropertyKey[], input: unknown): Problem => {
  const value = valueAt(input, path);
  const same = typeof value === 'string' ? values.find((each) => String(each) === value.trim()) : undefined;
  if (same !== undefined && typeof same !== 'string') {
    return { path, must: `must be of type ${typeof same}`, cure: `write ${same} without quotes` };
  }
  const must = `must be one of ${values.map((each) => JSON.stringify(each)).join(', ')}`;
  const [meant] = nearMisses(String(value), values.map(String));
  return { path, must, ...(meant === undefined ? {} : { cure: `did you mean ${meant}? edit delivery.config.ts` }) };
};

/** What the kind wants that the value is most like: the one that got furthest into it, and complains least. */
const ofUnion = ({ errors, path }: core.$ZodIssueInvalidUnion, input: unknown): readonly Problem[] => {
  const depth = (issues: readonly core.$ZodIssue[]): number => Math.max(0, ...issues.map((each) => each.path.length));
  const [nearest = []] = errors.toSorted((one, other) => depth(other) - depth(one) || one.length - other.length);
  return nearest.flatMap((issue) => problemsOf({ ...issue, path: [...path, ...issue.path] }, input));
};
