import type { Check } from '../check';
import { isKey, keyFor } from '../facts/keys';
import { perSecret } from '../facts/secrets';
import { flawUnless, verdict } from '../facts/verdict';

/** Every secret is encrypted with the secrets key and stays in its region (ZT-10). */
export const secretsEncrypted: Check = {
  id: 'secrets-encrypted',
  requirement: 'ZT-10',
  proves: 'every secret is encrypted with the secrets key and copied to no other region',
  run: async (target) => {
    const secretsKey = await keyFor(target, 'secrets');
    return perSecret(target, async ({ arn, keyId, replicas }) =>
      verdict(arn, [
        ...flawUnless(
          isKey(keyId, secretsKey),
          `it is encrypted with ${keyId ?? 'the default key of Secrets Manager'}, not with ${secretsKey.key?.arn ?? secretsKey.alias}`,
          `give it back its key (aws secretsmanager update-secret --secret-id ${arn} --kms-key-id ${secretsKey.alias})`,
        ),
        ...flawUnless(
          replicas.length === 0,
          `it is copied to ${replicas.join(', ')}, which no release did`,
          `remove the copies (aws secretsmanager remove-regions-from-replication --secret-id ${arn} --remove-replica-regions ${replicas.join(' ')})`,
        ),
      ]),
    );
  },
};
