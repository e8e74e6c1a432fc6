import { type CheckResult, fail } from '../check';
import type { Secret } from '../cloud/workload';
import type { LiveTarget } from '../live-target';
import { owned } from './owned';

/** The answers about every secret that the stacks own; each is described once. */
export const perSecret = async (
  target: LiveTarget,
  judge: (secret: Secret) => Promise<readonly CheckResult[]>,
): Promise<readonly CheckResult[]> => {
  const ids = await owned(target, 'AWS::SecretsManager::Secret');
  const answers = ids.map(async (id) => {
    const secret = await target.once(`secret ${id}`, () => target.cloud.secret(id));
    if (secret) return judge(secret);
    return [
      fail(id, 'the secret does not exist or waits for its deletion', 'restore it (aws secretsmanager restore-secret)'),
    ];
  });
  return (await Promise.all(answers)).flat();
};
