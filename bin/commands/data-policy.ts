import { join, resolve } from 'node:path';
import { loadConfig, promisedTargets } from '../../lib/config';
import { DATA_PURPOSES, type DataPurpose, dataAccessPolicy } from '../../lib/contract/data-access';
import { qualifiedEnvironment } from '../../lib/contract/names';
import { partitionOf } from '../../lib/execution-policy/template-arns';
import { UserError } from '../../lib/ground/user-error';
import { printJson } from './printing';
import type { Shell } from './shell';

/** Whose data, and what is done with it. */
export interface DataPolicyOptions {
  readonly data: string;
  readonly environment?: string;
  readonly account?: string;
  readonly region?: string;
}

const isPurpose = (text: string): text is DataPurpose => (DATA_PURPOSES as readonly string[]).includes(text);

/**
 * `bin/delivery permissions --data`: the policy for whoever brings data or takes it, as `aws iam put-role-policy` takes it.
 *
 * @throws {UserError} when there is no such purpose or target, or several are meant
 */
export const dataPolicy = async (
  { data: purpose, environment, account, region }: DataPolicyOptions,
  shell: Shell,
): Promise<number> => {
  if (!isPurpose(purpose)) throw new UserError(`--data ${purpose}: say one of ${DATA_PURPOSES.join(', ')}`);
  const config = await loadConfig(resolve(join(shell.root, 'delivery.config.ts')));
  const all = promisedTargets(config);
  const named = all.filter((target) => target.environment === environment);
  if (named.length === 0) {
    const known = [...new Set(all.map((target) => target.environment))].join(', ');
    throw new UserError(`--data needs --environment, one of ${known}, got "${environment ?? ''}"`);
  }
  const isMeant = (of: { readonly account: string; readonly region: string }): boolean =>
    (account === undefined || of.account === account) && (region === undefined || of.region === region);
  const [target, ...more] = named.filter(isMeant);
  const places = named.map((each) => `--account ${each.account} --region ${each.region}`).join(' or ');
  if (target === undefined || more.length > 0)
    throw new UserError(
      `${environment} is in ${named.length} places, and ${more.length + (target ? 1 : 0)} are meant: say ${places}`,
    );
  const place = { account: target.account, region: target.region, partition: partitionOf(target.region) };
  const qualified = qualifiedEnvironment(config.application, target.environment);
  printJson(shell, dataAccessPolicy(purpose, { ...place, environment: qualified }));
  return 0;
};
