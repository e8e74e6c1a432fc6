import { rotationFunctionName } from '../../contract/names';
import type { Check } from '../check';
import { HOUR } from '../clock';
import type { Secret } from '../cloud/workload';
import { perSecret } from '../facts/secrets';
import { flawUnless, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

const judge = ({ arn, versions, createdAt, rotatedAt }: Secret, target: LiveTarget) => {
  const labelled = (label: string) => Object.keys(versions).filter((id) => versions[id]?.includes(label));
  const current = labelled('AWSCURRENT');
  const stuck = labelled('AWSPENDING').filter((id) => !current.includes(id));
  const touched = Math.max(createdAt ?? 0, rotatedAt ?? 0);
  const isUnderWay = target.clock.now() - touched < HOUR;
  return verdict(arn, [
    ...flawUnless(
      current.length === 1,
      `${current.length} of its versions are current`,
      'label one of its versions (aws secretsmanager update-secret-version-stage --version-stage AWSCURRENT)',
    ),
    ...flawUnless(
      stuck.length === 0 || isUnderWay,
      `version ${stuck.join(', ')} has been pending since a rotation that did not end`,
      `see /aws/lambda/${rotationFunctionName(target.qualified)} for why, then aws secretsmanager rotate-secret`,
    ),
  ]);
};

/** Every secret has one current version, and no rotation of it is stuck (ZT-10). */
export const secretVersions: Check = {
  id: 'secret-versions',
  requirement: 'ZT-10',
  proves: 'every secret has exactly one current version and no rotation that is stuck',
  run: (target) => perSecret(target, async (secret) => judge(secret, target)),
};
