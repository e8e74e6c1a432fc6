import { ROTATION_DAYS } from '../../promises';
import { shown } from '../templates/intrinsics';
import type { Resource } from '../templates/target';
import type { Rule } from './rule';

/** ZT-05: symmetric keys are enabled and rotate every 90 days; others cannot rotate by themselves. */
export const keysRotate: Rule = {
  id: 'ZT-05-KeysRotate',
  requires: `Every symmetric key is enabled and rotates every ${ROTATION_DAYS} days.`,
  why: 'The longer a key lives, the more it has encrypted when it becomes known.',
  fix: 'Make the key with RotatedKey or LogsKey (lib/stacks/constructs/keys.ts).',
  source: 'https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html',
  hipaa: ['164.312(a)(2)(iv)', '164.312(e)(2)(ii)'],
  appliesTo: 'any',
  check: (target) => [
    ...target.each('AWS::KMS::Key', flaws),
    ...target.each('AWS::KMS::ReplicaKey', () => [
      'it is a replica, which rotates as its primary key in another region does',
    ]),
  ],
};

const flaws = ({ properties }: Resource): readonly string[] => {
  const { Enabled: enabled = true, EnableKeyRotation: rotates, RotationPeriodInDays: days } = properties;
  const { KeySpec: spec = 'SYMMETRIC_DEFAULT', Origin: origin = 'AWS_KMS' } = properties;
  const off = String(enabled) === 'true' ? [] : [`Enabled is ${shown(enabled)}`];
  if (typeof spec === 'string' && /^(RSA|ECC|HMAC|SM2|ML_DSA)_/.test(spec)) return off;
  return [
    ...off,
    ...(spec === 'SYMMETRIC_DEFAULT' ? [] : [`KeySpec is ${shown(spec)}`]),
    ...(origin === 'AWS_KMS' ? [] : [`Origin is ${shown(origin)}, which KMS cannot rotate`]),
    ...(String(rotates) === 'true' ? [] : [`EnableKeyRotation is ${shown(rotates)}`]),
    ...(Number(days) === ROTATION_DAYS ? [] : [`RotationPeriodInDays is ${shown(days)}`]),
  ];
};
