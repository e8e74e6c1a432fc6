import type { Check } from '../check';
import { perKey } from '../facts/keys';
import { outsidersOf } from '../facts/outsiders';
import { verdict } from '../facts/verdict';

/** No key's policy lets in another account, anybody, or a service that is not bound to this account (ZT-05). */
export const keyPolicies: Check = {
  id: 'key-policies',
  requirement: 'ZT-05',
  proves: "no key's deployed policy lets in another account, anybody, or a service that acts for one",
  run: (target) =>
    perKey(target, async (key) => {
      const policy = await target.keyPolicy(key);
      const fix = "bind the statement to this account (aws kms put-key-policy), or deploy the key's stack again";
      return verdict(key.arn, outsidersOf(policy, 'AWS::KMS::Key', target, fix));
    }),
};
