import { S3_PREFIX_LISTS } from '../contract/s3-prefix-lists';
import { UserError } from '../ground/user-error';
import { problemsOf } from './issues';
import { sentence } from './problem';
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
      .flatMap((issue) => problemsOf(issue, input))
      .map((problem) => sentence(problem, input))
      .join('\n'),
  );
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
