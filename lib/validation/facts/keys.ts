import { keyAlias } from '../../contract/names';
import type { Key } from '../cloud/keys';
import type { LiveTarget } from '../live-target';
import { logGroups } from './log-groups';

/** What a key of the environment is for. */
export type KeyPurpose = 'data' | 'logs' | 'secrets';

/** A key of the environment, found by its alias; `key` is absent where the alias leads nowhere. */
export interface EnvironmentKey {
  readonly purpose: KeyPurpose;
  readonly alias: string;
  readonly key: Key | undefined;
}

/** The key of the environment for a purpose. */
export const keyFor = async (target: LiveTarget, purpose: KeyPurpose): Promise<EnvironmentKey> => {
  const alias = keyAlias(purpose, target.environment);
  return { purpose, alias, key: await target.key(alias) };
};

/** The three keys of the environment. */
export const environmentKeys = (target: LiveTarget): Promise<readonly EnvironmentKey[]> =>
  Promise.all((['data', 'logs', 'secrets'] as const).map((purpose) => keyFor(target, purpose)));

/** Does an id, ARN or alias, as services report it, name this key? */
export const isKey = (id: string | undefined, { key, alias }: EnvironmentKey): boolean =>
  id !== undefined &&
  key !== undefined &&
  (id === key.arn || key.arn.endsWith(`/${id}`) || id === alias || id.endsWith(`:${alias}`));

/** Keys that encrypt log groups: the environment's logs key, and whatever else is in use there, each once, by ARN. */
export const logKeyArns = async (target: LiveTarget): Promise<readonly string[]> => {
  const [groups, logsKey] = await Promise.all([logGroups(target), target.logsKey()]);
  const others = groups.flatMap(({ kmsKeyArn }) => (kmsKeyArn === undefined ? [] : [kmsKeyArn]));
  return [...new Set([...(logsKey ? [logsKey.arn] : []), ...others])];
};
