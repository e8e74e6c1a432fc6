import { isAws } from '../ground/is-aws';
import { UserError } from '../ground/user-error';
import { connectionOf } from './connection';
import type { DeliveryConfig, ReadConfig } from './schema';

type WithAccounts = Pick<ReadConfig, 'source' | 'tools' | 'environments'>;

/** Whether a configuration still names accounts that nobody has: one digit, repeated. */
export const isPlaceholder = (config: WithAccounts): boolean => placeholdersIn(config).placeholders.length > 0;

/**
 * Refuses placeholder accounts where the real AWS would be asked.
 *
 * @param endpoint what `AWS_ENDPOINT_URL` says; undefined or empty for AWS itself
 * @throws {UserError} when there are some, naming them, or the endpoint is no address
 */
export const assertRealAccounts = (config: DeliveryConfig, endpoint: string | undefined): void => {
  if (asksAws(endpoint)) refuse(placeholdersIn(config).placeholders);
};

/**
 * Refuses the command line of a program of the pipeline that names placeholder accounts, bare or in an ARN or a name, where
 * the real AWS would be asked.
 *
 * @param endpoint as for {@link assertRealAccounts}
 * @throws {UserError} when there are some, naming them, or the endpoint is no address
 */
export const assertRealArguments = (argv: readonly string[], endpoint: string | undefined): void => {
  const named = argv.flatMap((argument) => argument.match(/(?<![0-9a-z])(\d)\1{11}(?![0-9a-z])/gi) ?? []);
  if (asksAws(endpoint)) refuse([...new Set(named)]);
};

/**
 * Refuses placeholder accounts in a synthesis that is on its way to AWS: in CodeBuild, or for a command of the CDK that has
 * found credentials. A rehearsal says that it is one.
 *
 * @throws {UserError} when there are some, naming them, or `AWS_ENDPOINT_URL` is no address
 */
export const assertRealSynthesis = (
  config: DeliveryConfig,
  variables: Readonly<Record<string, string | undefined>>,
): void => {
  const {
    DELIVERY_REHEARSAL: rehearsal,
    CODEBUILD_BUILD_ID: build,
    CDK_DEFAULT_ACCOUNT: account,
    AWS_ENDPOINT_URL: endpoint,
  } = variables;
  if (rehearsal) return;
  if (build) assertRealAccounts(config, undefined);
  else if (account) assertRealAccounts(config, endpoint);
};

const asksAws = (endpoint: string | undefined): boolean => {
  if (endpoint && !URL.canParse(endpoint))
    throw new UserError(`AWS_ENDPOINT_URL must be an address like http://127.0.0.1:5000, got "${endpoint}"`);
  return !endpoint || isAws(endpoint);
};

const refuse = (placeholders: readonly string[]): void => {
  if (placeholders.length === 0) return;
  throw new UserError(
    `${placeholders.join(', ')} ${placeholders.length === 1 ? 'is a placeholder' : 'are placeholders'} that only a rehearsal accepts: write your account numbers into delivery.config.ts, or rehearse with \`npm start\``,
  );
};

/** The accounts that a configuration names, each once, that of the source's connection included. */
export const placeholdersIn = ({
  source,
  tools,
  environments,
}: WithAccounts): { readonly real: readonly string[]; readonly placeholders: readonly string[] } => {
  const named = [tools.account, ...environments.flatMap(({ targets }) => targets.map(({ account }) => account))];
  const accounts = [...new Set([...named, connectionOf(source)?.account ?? tools.account])];
  const isOne = (account: string): boolean => /^(\d)\1+$/.test(account);
  return { real: accounts.filter((each) => !isOne(each)), placeholders: accounts.filter(isOne) };
};
