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
      return issue.message.endsWith('received undefined')
        ? [{ path, must: 'is missing', cure: 'add it to delivery.config.ts' }]
        : [{ path, must: `must be of type ${issue.expected}` }];
    case 'invalid_value':
      return [oneOf(issue.values, path, input)];
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

const oneOf = (values: readonly unknown[], path: readonly PropertyKey[], input: unknown): Problem => {
  const must = `must be one of ${values.map((value) => JSON.stringify(value)).join(', ')}`;
  const [meant] = nearMisses(String(valueAt(input, path)), values.map(String));
  return { path, must, ...(meant === undefined ? {} : { cure: `did you mean ${meant}? edit delivery.config.ts` }) };
};

/** What the kind wants that the value is most like: the one that got furthest into it, and complains least. */
const ofUnion = ({ errors, path }: core.$ZodIssueInvalidUnion, input: unknown): readonly Problem[] => {
  const depth = (issues: readonly core.$ZodIssue[]): number => Math.max(0, ...issues.map((each) => each.path.length));
  const [nearest = []] = errors.toSorted((one, other) => depth(other) - depth(one) || one.length - other.length);
  return nearest.flatMap((issue) => problemsOf({ ...issue, path: [...path, ...issue.path] }, input));
};
