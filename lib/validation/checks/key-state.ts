import type { Check } from '../check';
import type { Key } from '../cloud/keys';
import { perKey } from '../facts/keys';
import { type Flaw, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

const flawsOf = (key: Key, target: LiveTarget): readonly Flaw[] => {
  const place = `arn:${target.partition}:kms:${target.region}:${target.account}:key/`;
  if (key.account !== target.account || !key.arn.startsWith(place)) {
    return [{ because: `lies outside ${place}*`, fix: 'let the alias name a key of this account and region' }];
  }
  if (key.manager !== 'CUSTOMER') {
    return [{ because: `is managed by ${key.manager}`, fix: 'let the alias name a customer managed key' }];
  }
  if (key.state === 'Enabled') return [];
  const fix =
    key.state === 'PendingDeletion'
      ? 'cancel the deletion (aws kms cancel-key-deletion) and enable the key'
      : 'enable the key (aws kms enable-key)';
  return [{ because: `is in state ${key.state}: what it encrypts can be neither written nor read`, fix }];
};

/** Every key is this account's and region's, customer managed and enabled (ZT-05). */
export const keyState: Check = {
  id: 'key-state',
  requirement: 'ZT-05',
  proves: 'every key belongs to this account and region, is customer managed and enabled',
  run: (target) => perKey(target, async (key) => verdict(key.arn, flawsOf(key, target))),
};
