import type { SourceMutant } from './mutated-app';
import { inSource } from './source-edits';

const evidence = inSource('pipeline/evidence-bucket.ts');
const closer = inSource('pipeline/evidence-closer.ts');
const artifacts = inSource('pipeline/artifact-bucket.ts');
const settings = inSource('stacks/constructs/bucket-settings.ts');

const LOCKED = 'ZT-08-EvidenceLocked';
const OTHER_KEYS = 'ZT-08-LockedBucketRefusesOtherKeys';
const SIGNS = 'ZT-05-OnlyTheCloserSigns';
const CLOSED = 'ZT-13-ReleasesAreClosed';
const GONE = 'ZT-15-ExpiredIsGone';

/** What keeps the record of releases true, and what is not kept, broken where it is made. */
export const RECORD_SOURCES: readonly SourceMutant[] = [
  evidence(
    LOCKED,
    'what comes to the evidence is locked by nobody',
    'objectLockDefaultRetention: lockFor(retention),',
    'objectLockEnabled: true,',
  ),
  evidence(LOCKED, 'evidence may be written twice', '    this.writeOnce();\n', ''),
  evidence(
    LOCKED,
    'the chain of releases may be written twice',
    '[RELEASES_PREFIX, CHAIN_PREFIX, KEYS_PREFIX, ',
    '[RELEASES_PREFIX, KEYS_PREFIX, ',
  ),
  evidence(
    LOCKED,
    'evidence is hidden when its lock is over',
    'lifecycleRules: [ABORT_UPLOADS]',
    'lifecycleRules: [ABORT_UPLOADS, { expiration: Duration.days(1) }]',
  ),
  evidence(
    LOCKED,
    'the policy of the evidence goes with its stack',
    '    this.bucket.policy?.applyRemovalPolicy(removalPolicy);\n',
    '',
  ),
  evidence(OTHER_KEYS, 'evidence may lie under any encryption', '    this.refuseOtherEncryption();\n', ''),
  evidence(
    OTHER_KEYS,
    'evidence may lie under a key of somebody',
    "    only('RefuseAnotherKey', key, this.key.keyArn);\n",
    '',
  ),
  closer(SIGNS, 'every role of the account may be allowed to sign', 'role/${roleName}`', 'role/*`'),
  closer(SIGNS, 'nobody is refused to sign', "actions: ['kms:Sign'],", "actions: ['kms:Verify'],"),
  closer(SIGNS, 'records are signed by another algorithm', 'KeySpec.ECC_NIST_P256', 'KeySpec.RSA_2048'),
  closer(
    SIGNS,
    'the signing key goes with its stack',
    'keyUsage: KeyUsage.SIGN_VERIFY,\n      removalPolicy: RETAINED,',
    'keyUsage: KeyUsage.SIGN_VERIFY,\n      removalPolicy: RemovalPolicy.DESTROY,',
  ),
  closer(
    CLOSED,
    'releases that are superseded stay open',
    "'STOPPED', 'SUPERSEDED', 'CANCELED'",
    "'STOPPED', 'CANCELED'",
  ),
  closer(
    CLOSED,
    'nobody writes down what was approved',
    "['SUCCEEDED', 'FAILED', 'ABANDONED']",
    "['FAILED', 'ABANDONED']",
  ),
  closer(CLOSED, 'what could not be closed is lost', '      deadLetterQueue: this.deadLetters,\n', ''),
  closer(
    CLOSED,
    'what closes releases may not sign',
    "actions: ['kms:Sign', 'kms:GetPublicKey'],",
    "actions: ['kms:GetPublicKey'],",
  ),
  artifacts(GONE, 'artifacts stay for ever', "      lifecycleRules: forgetAfter('Artifacts', ARTIFACT_DAYS),\n", ''),
  settings(
    GONE,
    'what expires is hidden only',
    'expiration: Duration.days(days), noncurrentVersionExpiration: Duration.days(days)',
    'expiration: Duration.days(days)',
  ),
];
