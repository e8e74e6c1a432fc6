import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { assumeRole, type SessionCredentials } from '../../lib/aws/assume-role';
import { OtherAccount } from '../../lib/aws/other-account';
import type { AccountRegion } from '../../lib/bootstrap/places';
import { partitionOf } from '../../lib/execution-policy/template-arns';
import { isAws } from '../../lib/ground/is-aws';
import { messageOf } from '../../lib/ground/message-of';
import { UserError } from '../../lib/ground/user-error';
import { secretIn } from '../../lib/rehearsal/emulator/endpoint';

/** How each account is reached. */
export interface AccountWays {
  /** Profile of the AWS configuration, by account. */
  readonly profiles: ReadonlyMap<string, string>;
  /** Name of a role to assume in every account that is not the one of the credentials at hand. */
  readonly role: string | undefined;
}

/** Reads `ACCOUNT=NAME`, given any number of times. @throws {UserError} when one is something else, or an account has two */
export const profilesFrom = (given: readonly string[]): ReadonlyMap<string, string> => {
  const profiles = new Map<string, string>();
  for (const each of given) {
    const [, account, name] = /^(\d{12})=(.+)$/.exec(each) ?? [];
    if (account === undefined || name === undefined)
      throw new UserError(`--profile ${each}: write ACCOUNT=NAME, an account of 12 digits and a profile of yours`);
    if (profiles.has(account)) throw new UserError(`--profile ${each}: account ${account} has a profile already`);
    profiles.set(account, name);
  }
  return profiles;
};

/** A role by its name, with its path; an ARN is of one account, and the role of every one is wanted. */
const ROLE_NAME = /^[\w+=,.@/-]+$/;

/**
 * How the accounts of a configuration are reached.
 *
 * @throws {UserError} when a profile is for an account that is not among them, or the role is no name
 */
export const waysFrom = (
  { profile, assumeRole: role }: { readonly profile: readonly string[]; readonly assumeRole?: string },
  accounts: readonly string[],
): AccountWays => {
  const profiles = profilesFrom(profile);
  const strange = [...profiles.keys()].find((account) => !accounts.includes(account));
  if (strange !== undefined)
    throw new UserError(
      `--profile ${strange}=…: delivery.config.ts has no account ${strange}, it has ${[...new Set(accounts)].join(', ')}`,
    );
  if (role !== undefined && !ROLE_NAME.test(role))
    throw new UserError(`--assume-role ${role}: write the name of a role that every account has, and no ARN`);
  return { profiles, role };
};

/**
 * Credentials that belong to the account of a place. They are handed to calls and to the environment of `cdk`, and go nowhere else.
 *
 * @throws {UserError} when there are none, or they are another account's
 */
export const credentialsFor = async (
  { account, region }: AccountRegion,
  { profiles, role }: AccountWays,
): Promise<SessionCredentials> => {
  const profile = profiles.get(account);
  const from = profile === undefined ? 'the credentials at hand' : `the credentials of profile ${profile}`;
  const sts = new STSClient({ region, ...(profile !== undefined && { profile }) });
  try {
    const { Account: reached, Arn: who } = await sts.send(new GetCallerIdentityCommand());
    if (reached === account) return await sts.config.credentials();
    if (profile !== undefined || role === undefined)
      throw new OtherAccount(
        `${from} are those of ${who}, and not of account ${account}: name a profile with --profile ${account}=NAME, or a role of every account with --assume-role NAME`,
      );
    const roleArn = `arn:${partitionOf(region)}:iam::${account}:role/${role}`;
    return await assumeRole({ roleArn, sessionName: 'delivery-bootstrap' }, () => sts);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`account ${account} cannot be reached by ${from}: ${messageOf(error)}`, { cause: error });
  } finally {
    sts.destroy();
  }
};

/**
 * The same; an emulator takes an access key of 12 digits as the root user of that account, so there each account is reached by its own.
 *
 * @throws {UserError} when there are none, or they are another account's
 */
export const reachedCredentials = async (
  place: AccountRegion,
  ways: AccountWays,
  env: NodeJS.ProcessEnv,
): Promise<SessionCredentials> => {
  const { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: key = '' } = env;
  if (endpoint && !isAws(endpoint) && /^\d{12}$/.test(key) && !ways.profiles.has(place.account))
    return { accessKeyId: place.account, secretAccessKey: secretIn(env) };
  return credentialsFor(place, ways);
};

/** Variables that make a program use these credentials and no others. */
export const variablesFor = (
  { accessKeyId, secretAccessKey, sessionToken }: SessionCredentials,
  { region }: AccountRegion,
  { AWS_PROFILE: _profile, AWS_DEFAULT_PROFILE: _default, AWS_SESSION_TOKEN: _token, ...env }: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv => ({
  ...env,
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
});
