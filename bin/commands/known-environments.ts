import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { loadConfig } from '../../lib/config';
import { meantOneOf } from '../../lib/ground/near-misses';
import { UserError } from '../../lib/ground/user-error';
import { type ApprovalPolicy, checkApprovalNames } from '../../lib/rehearsal/release/approval-policy';

const CONFIGURATION = 'delivery.config.ts';

/** Which release is asked for. */
interface Asked {
  readonly app: string;
  readonly commit?: string;
  readonly base?: string;
  readonly dirty?: boolean;
}

/**
 * Refuses names of environments that this project's configuration does not have, before anything is started. Of another app, and
 * where the configuration is not the one that is released, the synthesis will tell.
 *
 * @throws {UserError} when a policy names one that it does not have
 */
export const assertKnownEnvironments = async (policy: ApprovalPolicy, root: string, asked: Asked): Promise<void> => {
  if (policy.kind !== 'named' || resolve(asked.app) !== root) return;
  if (asked.commit !== undefined || asked.base !== undefined) return;
  if (!asked.dirty && !(await isCommitted(root))) return;
  const names = await environmentsIn(join(root, CONFIGURATION));
  if (names !== undefined) checkApprovalNames(policy, names);
};

const isCommitted = async (root: string): Promise<boolean> => {
  try {
    await promisify(execFile)('git', ['diff', '--quiet', 'HEAD', '--', CONFIGURATION], { cwd: root });
    return true;
  } catch {
    return false; // it differs, or there is no repository to ask
  }
};

/**
 * Refuses the name of an environment to deploy a preview to, or of a stage of one, that this project's configuration does not have.
 * What another app has, its synthesis tells.
 *
 * @throws {UserError} when it has no such environment
 */
export const assertKnownEnvironment = async (wanted: string | undefined, app: string, root: string): Promise<void> => {
  if (wanted === undefined || resolve(app) !== root) return;
  const names = await environmentsIn(join(root, CONFIGURATION));
  if (names === undefined || names.some((name) => wanted === name || wanted.startsWith(`${name}-`))) return;
  throw new UserError(`--environment "${wanted}" is not in ${CONFIGURATION}${meantOneOf(wanted, names)}`);
};

/** None where it cannot be read: the release then says why in its build. */
const environmentsIn = async (file: string): Promise<readonly string[] | undefined> => {
  try {
    return (await loadConfig(file)).environments.map(({ name }) => name);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
};
