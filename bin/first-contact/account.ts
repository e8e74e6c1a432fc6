import { resolve } from 'node:path';
import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { loadConfig, promisedTargets } from '../../lib/config';
import { UserError } from '../../lib/ground/user-error';
import { TAGS } from '../../lib/promises';

/** Which account is meant, and which must not be touched. */
export interface ContactPlace {
  readonly account: string;
  readonly region: string;
  /** Accounts of the configuration. */
  readonly inUse: readonly string[];
}

/**
 * The place that a command line names, with the accounts of `delivery.config.ts`.
 *
 * @throws {UserError} when account or region is none
 */
export const placeNamed = async (account = '', region = '', usage: string): Promise<ContactPlace> => {
  if (!/^\d{12}$/.test(account)) throw new UserError(`--account must be 12 digits, got "${account}"; ${usage}`);
  if (!/^[a-z]{2}(-[a-z]+)+-\d+$/.test(region)) {
    throw new UserError(`--region must be one like eu-west-1, got "${region}"; ${usage}`);
  }
  const config = await loadConfig(resolve('delivery.config.ts'));
  return { account, region, inUse: [config.tools.account, ...promisedTargets(config).map((target) => target.account)] };
};

const ARN = /^arn:([^:]+):[^:]*:[^:]*:(\d{12}):/;

/**
 * Looks whether the account is one to try things in.
 *
 * @returns its partition
 * @throws {UserError} when it is a placeholder, an account of the configuration, another account than the credentials', and one that has stacks of ours
 */
export const sandboxPartition = async ({ account, region, inUse }: ContactPlace): Promise<string> => {
  if (/^(\d)\1{11}$/.test(account)) {
    throw new UserError(`${account} is a placeholder: name the sandbox account whose credentials you have`);
  }
  if (inUse.includes(account)) {
    throw new UserError(`${account} is an account of delivery.config.ts: name one in which nothing of yours lives`);
  }
  const { Arn = '' } = await new STSClient({ region }).send(new GetCallerIdentityCommand());
  const [, partition, reached] = ARN.exec(Arn) ?? [];
  if (partition === undefined || reached !== account) {
    throw new UserError(
      `the credentials are those of ${Arn}, not of account ${account}: use credentials of the sandbox`,
    );
  }
  const ours = await stacksOfOurs(region);
  if (ours.length > 0) {
    throw new UserError(
      `account ${account} has stacks of a delivery (${ours.join(', ')}): name one in which nothing of yours lives`,
    );
  }
  return partition;
};

/** Stacks that carry all the tags which we put on everything. */
const stacksOfOurs = async (region: string): Promise<readonly string[]> => {
  const names: string[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client: new CloudFormationClient({ region }) }, {})) {
    for (const { StackName = '', Tags = [] } of Stacks) {
      const keys = new Set(Tags.map(({ Key }) => Key));
      if (Object.keys(TAGS).every((key) => keys.has(key))) names.push(StackName);
    }
  }
  return names;
};
