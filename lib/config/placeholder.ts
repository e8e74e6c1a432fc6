import { isAws } from '../ground/is-aws';
import { UserError } from '../ground/user-error';
import type { DeliveryConfig, ReadConfig } from './schema';

type WithAccounts = Pick<ReadConfig, 'tools' | 'environments'>;

/** Whether a configuration still names accounts that nobody has: one digit, repeated. */
export const isPlaceholder = (config: WithAccounts): boolean => placeholdersIn(config).length > 0;

/**
 * Refuses placeholder accounts where the real AWS would be asked.
 *
 * @param endpoint what `AWS_ENDPOINT_URL` says; undefined or empty for AWS itself
 * @throws {UserError} when there are some, naming them, or the endpoint is no address
 */
export const assertRealAccounts = (config: DeliveryConfig, endpoint: string | undefined): void => {
  if (endpoint && !URL.canParse(endpoint))
    throw new UserError(`AWS_ENDPOINT_URL must be an address like http://127.0.0.1:5000, got "${endpoint}"`);
  const placeholders = placeholdersIn(config);
  if (placeholders.length === 0 || (endpoint && !isAws(endpoint))) return;
  throw new UserError(
    `${placeholders.join(', ')} ${placeholders.length === 1 ? 'is a placeholder' : 'are placeholders'} that only a rehearsal accepts: write your account numbers into delivery.config.ts, or rehearse with \`npm start\``,
  );
};

const placeholdersIn = ({ tools, environments }: WithAccounts): readonly string[] => {
  const accounts = [tools.account, ...environments.flatMap(({ targets }) => targets.map(({ account }) => account))];
  return [...new Set(accounts)].filter((account) => /^(\d)\1+$/.test(account));
};
