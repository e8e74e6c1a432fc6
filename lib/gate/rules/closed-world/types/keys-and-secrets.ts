import { count, flag, oneOf, resourceOf, text } from '../shape';
import { harmless, held, judged, judgedPolicy, notAllowed, type PropertyState } from '../state';
import { DESCRIBES, NAMES_ARE_LABELS } from './because';

/** Properties of keys and secrets. */
export const KEYS_AND_SECRETS: Readonly<Record<string, readonly PropertyState[]>> = {
  'AWS::KMS::Key': [
    judgedPolicy('ZT-05-KeysKnowTheirUsers', 'KeyPolicy'),
    judged('ZT-05-KeysRotate', 'Enabled EnableKeyRotation RotationPeriodInDays KeySpec Origin'),
    judged('ZT-14-Tags', 'Tags'),
    harmless(
      'a key of the wrong kind is refused by KMS, and used by nobody',
      oneOf('ENCRYPT_DECRYPT', 'SIGN_VERIFY'),
      'KeyUsage',
    ),
    harmless(DESCRIBES, text, 'Description'),
    notAllowed('MultiRegion PendingWindowInDays BypassPolicyLockoutSafetyCheck'),
  ],
  'AWS::KMS::Alias': [
    held(resourceOf('AWS::KMS::Key'), 'TargetKeyId'),
    judged('ZT-15-EnvironmentInNames', 'AliasName', { in: 'target' }),
    harmless(NAMES_ARE_LABELS, text, 'AliasName', { in: 'pipeline' }),
  ],
  'AWS::SecretsManager::Secret': [
    judged('ZT-10-SecretsRotate', 'KmsKeyId'),
    judged('ZT-14-Tags', 'Tags'),
    judged('ZT-15-EnvironmentInNames', 'Name', { in: 'target' }),
    harmless(NAMES_ARE_LABELS, text, 'Name', { in: 'pipeline' }),
    harmless(DESCRIBES, text, 'Description'),
    harmless('a longer secret is harder to guess', count(32, 4096), 'GenerateSecretString.PasswordLength'),
    harmless(
      'fewer signs in a secret of this length leave it as hard to guess',
      flag,
      'GenerateSecretString.ExcludePunctuation',
    ),
    harmless(
      'the form of the secret; what is secret in it is generated',
      text,
      'GenerateSecretString.GenerateStringKey GenerateSecretString.SecretStringTemplate',
    ),
    notAllowed(
      `SecretString ReplicaRegions Type GenerateSecretString.ExcludeUppercase GenerateSecretString.RequireEachIncludedType
       GenerateSecretString.IncludeSpace GenerateSecretString.ExcludeCharacters GenerateSecretString.ExcludeLowercase
       GenerateSecretString.ExcludeNumbers`,
    ),
  ],
  'AWS::SecretsManager::RotationSchedule': [
    held(resourceOf('AWS::SecretsManager::Secret'), 'SecretId'),
    judged(
      'ZT-10-SecretsRotate',
      'RotationLambdaARN RotationRules.AutomaticallyAfterDays RotationRules.ScheduleExpression',
    ),
    harmless('a rotation that comes at once comes no later', flag, 'RotateImmediatelyOnUpdate'),
    notAllowed(
      `HostedRotationLambda RotationRules.Duration ExternalSecretRotationMetadata ExternalSecretRotationRoleArn`,
    ),
  ],
};
