import { ROTATION_DAYS } from '../../promises';
import type { Check } from '../check';
import type { KeyRotation } from '../cloud/keys';
import { perKey } from '../facts/keys';
import { flawUnless, verdict } from '../facts/verdict';

const FIX = `enable rotation every ${ROTATION_DAYS} days (aws kms enable-key-rotation --rotation-period-in-days ${ROTATION_DAYS}) or deploy its stack again`;

const because = ({ enabled, periodInDays }: KeyRotation): string => {
  if (!enabled) return 'does not rotate by itself';
  const period = periodInDays === undefined ? 'in an unnamed period' : `every ${periodInDays} days`;
  return `rotates ${period}, not every ${ROTATION_DAYS}`;
};

/** Every key rotates by itself every 90 days (ZT-05). */
export const keyRotation: Check = {
  id: 'key-rotation',
  requirement: 'ZT-05',
  proves: `every key rotates by itself every ${ROTATION_DAYS} days`,
  run: (target) =>
    perKey(target, async (key) => {
      const rotation = await target.keyRotation(key);
      const holds = rotation.enabled && rotation.periodInDays === ROTATION_DAYS;
      return verdict(key.arn, flawUnless(holds, because(rotation), FIX));
    }),
};
