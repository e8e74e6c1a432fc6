import { listAt, objectAt } from '../../ground/json';
import { ROTATION_DAYS } from '../../promises';
import { outsidersIn, policyAt } from '../templates/asking';
import { shown } from '../templates/intrinsics';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-10: secrets are encrypted with the secrets key and rotated by a function that is really there. */
export const secretsRotate: Rule = {
  id: 'ZT-10-SecretsRotate',
  requires: `Every secret is encrypted with a key of the target and rotated at least every ${ROTATION_DAYS} days by a function of the target.`,
  why: 'A secret that never changes is known to everyone who has ever seen it.',
  fix: 'Make the secret with KeyRingSecret and KeyRingRotation (lib/stacks/constructs/key-ring-secret.ts, key-ring-rotation.ts).',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html',
  hipaa: ['164.308(a)(5)(ii)(D)', '164.312(a)(2)(iv)', '164.312(d)'],
  appliesTo: 'any',
  check: (target) => target.each('AWS::SecretsManager::Secret', flaws),
};

const flaws = (secret: Resource, target: Target): readonly string[] => {
  const { KmsKeyId: key, SecretString: plain, ReplicaRegions: replicas } = secret.properties;
  const schedules = target.naming(secret, 'AWS::SecretsManager::RotationSchedule', 'SecretId');
  const open = target
    .naming(secret, 'AWS::SecretsManager::ResourcePolicy', 'SecretId')
    .flatMap(({ properties }) => outsidersIn(policyAt(properties['ResourcePolicy']), secret, target));
  return [
    ...(target.find(key, 'AWS::KMS::Key') ? [] : [`KmsKeyId is ${shown(key)}, which is no key of this target`]),
    ...(plain === undefined ? [] : ['SecretString stands in the template, where everybody can read it']),
    ...listAt(replicas).map((replica) => `it is copied to ${shown(replica)}, under a key that is not of this target`),
    ...(schedules.length > 0 ? [] : ['nothing rotates it']),
    ...schedules.flatMap((schedule) => flawsOfSchedule(schedule, target)),
    ...open.map((who) => `its policy lets ${who}`),
  ];
};

const flawsOfSchedule = ({ properties, stack }: Resource, target: Target): readonly string[] => {
  const { RotationLambdaARN: arn, RotationRules: rules } = properties;
  const { AutomaticallyAfterDays: days, ScheduleExpression: schedule } = objectAt(rules);
  const rate = typeof schedule === 'string' ? /^rate\((\d+) days?\)$/.exec(schedule)?.[1] : undefined;
  const every = days ?? rate;
  const rotator = target.find(arn, 'AWS::Lambda::Function');
  const mayInvoke =
    rotator !== undefined &&
    target
      .naming(rotator, 'AWS::Lambda::Permission', 'FunctionName')
      .some(
        ({ properties: { Principal: principal, SourceAccount: account } }) =>
          principal === 'secretsmanager.amazonaws.com' && account === stack.account,
      );
  const isReal = rotator !== undefined && objectAt(rotator.properties['Code'])['ZipFile'] === undefined;
  return [
    ...(isReal ? [] : [`RotationLambdaARN is ${shown(arn)}, which is no deployed function of this target`]),
    ...(Number(every) >= 1 && Number(every) <= ROTATION_DAYS ? [] : [`it is rotated every ${shown(every)} days`]),
    ...(rotator === undefined || mayInvoke ? [] : ['Secrets Manager may not invoke the function that rotates it']),
  ];
};
