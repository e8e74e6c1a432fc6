import { type CheckResult, fail } from '../check';
import type { Key } from '../cloud/keys';
import type { LiveTarget } from '../live-target';
import { absentKey } from './absent-key';
import { environmentKeys, logKeyArns } from './keys';
import { orCannotTell } from './verdict';

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
