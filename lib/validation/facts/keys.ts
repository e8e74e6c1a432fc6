import { keyAlias } from '../../contract/names';
import { type CheckResult, fail } from '../check';
import type { Key } from '../cloud/keys';
import type { LiveTarget } from '../live-target';
import { logGroups } from './log-groups';
import { orCannotTell } from './verdict';

/** The answer of every check about a key of the environment whose alias leads nowhere. */
export const absentKey = (target: LiveTarget, alias: string): CheckResult =>
  fail(
    alias,
    `no key has the alias ${alias} in account ${target.account}, ${target.region}`,
    `deploy the data stack of ${target.environment}, which creates the key and its alias`,
  );

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
  const alias = keyAlias(purpose, target.qualified);
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

/**
 * The answers about every key that protects something of the environment: its own three, and whatever else encrypts a log
 * group of it. Each is asked once.
 */
export const perKey = async (
  target: LiveTarget,
  judge: (key: Key) => Promise<readonly CheckResult[]>,
): Promise<readonly CheckResult[]> => {
  const own = await environmentKeys(target);
  const arns = own.flatMap(({ key }) => key?.arn ?? []);
  const others = (await logKeyArns(target)).filter((arn) => !arns.includes(arn));
  const answers = await Promise.all([
    ...own.map(async ({ alias, key }) => (key ? judge(key) : [absentKey(target, alias)])),
    ...others.map((arn) =>
      orCannotTell(arn, async () => {
        const key = await target.key(arn);
        if (key) return judge(key);
        return [fail(arn, 'the key of a log group does not exist', 'give the log group the logs key')];
      }),
    ),
  ]);
  return answers.flat();
};
