import type { core } from 'zod';
import { S3_PREFIX_LISTS } from '../contract/s3-prefix-lists';
import { UserError } from '../ground/user-error';
import { type Problem, sentence } from './problem';
import { configRules } from './rules';
import { type DeliveryConfig, type ReadConfig, schema } from './schema';

type ReadEnvironment = ReadConfig['environments'][number];
type ReadTarget = ReadEnvironment['targets'][number];

const ruled = schema.superRefine((config, context) => {
  for (const { path, must, cure } of configRules.flatMap((rule) => rule(config))) {
    context.addIssue({ code: 'custom', path: [...path], message: must, params: { cure } });
  }
});

/**
 * Reads a configuration once, at the edge.
 *
 * @throws {UserError} when it has problems, with one sentence for each, one per line
 */
export const parseConfig = (input: unknown): DeliveryConfig => {
  if (input === undefined) {
    throw new UserError('delivery.config.ts has no default export: end it with `export default config;`');
  }
  const result = ruled.safeParse(input);
  if (result.success) return resolved(result.data);
  throw new UserError(
    result.error.issues
      .flatMap(problemsOf)
      .map((problem) => sentence(problem, input))
      .join('\n'),
  );
};

/** One value of zod's in our words; messages that begin with "must" are ours already. */
const problemsOf = (issue: core.$ZodIssue): readonly Problem[] => {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        must: 'is not a setting',
        cure: 'remove it from delivery.config.ts; lib/config/schema.ts lists the settings',
      }));
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? [{ path, must: 'is missing', cure: 'add it to delivery.config.ts' }]
        : [{ path, must: `must be of type ${issue.expected}` }];
    case 'invalid_value':
      return [{ path, must: `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}` }];
    case 'invalid_union':
      return [{ path, must: 'must be one of "codeconnections", "s3", "codecommit"' }];
    case 'custom':
      return [{ path, must: issue.message, ...issue.params }];
    default:
      return [{ path, must: issue.message }];
  }
};

const resolved = ({ tags: { extra, ...tags }, environments, ...config }: ReadConfig): DeliveryConfig => ({
  ...config,
  tags: { ...tags, ...extra },
  environments: environments.map((environment) => ({
    ...environment,
    targets: environment.targets.map((target) => ({
      ...target,
      s3PrefixListId: prefixListOf(target),
      managementEvents: managementEventsOf(target, environment),
    })),
  })),
});

/** A trail of all regions is enough for an account: the first target of an environment has it. */
const managementEventsOf = (target: ReadTarget, { managementEvents, targets }: ReadEnvironment) =>
  targets.find(({ account }) => account === target.account) === target ? managementEvents : 'elsewhere';

const prefixListOf = ({ region, s3PrefixListId }: ReadTarget): string => {
  const id = s3PrefixListId ?? S3_PREFIX_LISTS[region];
  if (id === undefined) throw new Error(`the rules let ${region} through without a prefix list`);
  return id;
};
