import { rotationFunctionName } from '../../contract/names';
import { ROTATION_DAYS } from '../../promises';
import { type Check, pass } from '../check';
import { DAY, HOUR, timeOf } from '../clock';
import type { Secret } from '../cloud/workload';
import { perSecret } from '../facts/secrets';
import { type Flaw, flawUnless, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

const flawsOf = (secret: Secret, target: LiveTarget): readonly Flaw[] => {
  const { rotates, rotatedBy, everyDays, rotatedAt, nextRotationAt, createdAt } = secret;
  const now = target.clock.now();
  const again = `deploy the data stack of ${target.environment} again`;
  const look = `see /aws/lambda/${rotationFunctionName(target.qualified)} for why, then aws secretsmanager rotate-secret`;
  if (!rotates) return [{ because: 'it does not rotate', fix: again }];
  const isYoung = createdAt !== undefined && now - createdAt < HOUR;
  return [
    ...flawUnless(
      rotatedBy?.endsWith(`:function:${rotationFunctionName(target.qualified)}`) === true,
      `it is rotated by ${rotatedBy ?? 'nobody'}, not by the function of the stack`,
      again,
    ),
    ...flawUnless(
      everyDays !== undefined && everyDays <= ROTATION_DAYS,
      `it rotates every ${everyDays ?? 'unknown number of'} days, not every ${ROTATION_DAYS}`,
      again,
    ),
    ...(rotatedAt === undefined
      ? flawUnless(isYoung, 'it has never been rotated', look)
      : flawUnless(now - rotatedAt <= (ROTATION_DAYS + 1) * DAY, `it was last rotated on ${timeOf(rotatedAt)}`, look)),
    ...flawUnless(
      nextRotationAt === undefined ? isYoung : nextRotationAt > now - DAY,
      nextRotationAt === undefined
        ? 'no next rotation is planned'
        : `its rotation of ${timeOf(nextRotationAt)} is overdue`,
      look,
    ),
  ];
};

const told = ({ arn, rotatedAt, nextRotationAt }: Secret): string =>
  `${arn}: ${rotatedAt === undefined ? 'first rotation under way' : `rotated ${timeOf(rotatedAt)}`}${
    nextRotationAt === undefined ? '' : `, next ${timeOf(nextRotationAt)}`
  }`;

/** Every secret is rotated by the stack's function, was so lately, and will be again (ZT-10). */
export const secretsRotate: Check = {
  id: 'secrets-rotate',
  requirement: 'ZT-10',
  proves: `every secret is rotated by the stack's function at least every ${ROTATION_DAYS} days: lately, and again`,
  run: (target) =>
    perSecret(target, async (secret) => {
      const flaws = flawsOf(secret, target);
      return flaws.length === 0 ? [pass(told(secret))] : verdict(secret.arn, flaws);
    }),
};
