import { CHAIN_PREFIX, KEYS_PREFIX, RELEASES_PREFIX, REVALIDATIONS_PREFIX } from '../../contract/evidence-layout';
import { listAt, objectAt } from '../../ground/json';
import { type Case, leftOpen, type PolicyDocument } from '../../policy';
import { policiesOf, policyAt, policyResourcesOf } from '../templates/asking';
import { encryptionOf } from '../templates/buckets';
import { evidenceBuckets, isLocked } from '../templates/evidence';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import { findingsOf, type Resource, type Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-08: what a release leaves behind is locked as long as is promised, written once, and nobody else's to write. */
export const evidenceLocked: Rule = {
  id: 'ZT-08-EvidenceLocked',
  requires:
    'The pipeline has a bucket that locks what releases leave behind, as strictly and as long as is promised; nothing there is written twice, hidden, expired before that or let in by its policies, and bucket and key outlive their stack.',
  why: 'A record that somebody may replace, hide or lose proves nothing about the release that it tells of.',
  fix: 'Keep lock, write-once statement, lifecycle and removal policies of EvidenceBucket (lib/pipeline/evidence-bucket.ts).',
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html',
  hipaa: ['164.312(b)', '164.312(c)(1)', '164.316(b)(2)(i)'],
  appliesTo: 'pipeline',
  check: (target) => {
    const buckets = evidenceBuckets(target);
    if (buckets.length === 0) {
      return target.each('AWS::CodePipeline::Pipeline', () => [
        'no bucket of these templates locks what releases leave behind',
      ]);
    }
    return buckets.flatMap((bucket) => [
      ...findingsOf(bucket, [...flawsOfLock(bucket), ...flawsOfExpiry(bucket), ...flawsOfPolicy(bucket, target)]),
      ...target.each([bucket, ...policyResourcesOf(bucket, target), ...keysOf(bucket, target)], flawsOfKeeping),
      ...target.each(keysOf(bucket, target), (key) => allowsIn(policyAt(key.properties['KeyPolicy']), key)),
    ]);
  },
};

const keysOf = (bucket: Resource, target: Target): readonly Resource[] => {
  const key = target.find(encryptionOf(bucket).key, 'AWS::KMS::Key');
  return key === undefined ? [] : [key];
};

const DAYS_PER_YEAR = 365;

interface Lock {
  readonly mode: unknown;
  readonly days: number;
}

const lockOf = ({ properties }: Resource): Lock => {
  const lock = objectAt(properties['ObjectLockConfiguration']);
  const { Mode: mode, Days: days, Years: years } = objectAt(objectAt(lock['Rule'])['DefaultRetention']);
  return { mode, days: years === undefined ? Number(days) : Number(years) * DAYS_PER_YEAR };
};

const MODES: readonly unknown[] = ['GOVERNANCE', 'COMPLIANCE'];

/** A lock of its own for each object that comes; where nobody has promised anything, any lock. */
const flawsOfLock = (bucket: Resource): readonly string[] => {
  const { properties, stack } = bucket;
  const { ObjectLockEnabled: enabled } = objectAt(properties['ObjectLockConfiguration']);
  const { mode, days } = lockOf(bucket);
  const { mode: least = 'GOVERNANCE', days: promised = 1 } = stack.promises?.evidence ?? {};
  return [
    ...(isLocked(bucket) ? [] : [`ObjectLockEnabled is ${shown(properties['ObjectLockEnabled'])}`]),
    ...(enabled === 'Enabled' ? [] : [`ObjectLockConfiguration.ObjectLockEnabled is ${shown(enabled)}`]),
    ...(MODES.indexOf(mode) >= MODES.indexOf(least)
      ? []
      : [`what comes is locked by ${shown(mode)}, and ${least} is promised`]),
    ...(days >= promised ? [] : [`what comes is locked for ${shown(days)} days, and ${promised} are promised`]),
  ];
};

const EXPIRIES = ['ExpirationInDays', 'NoncurrentVersionExpirationInDays'];

/** What expires gets a marker that hides it, locked or not; what is not current is deleted once its lock is over. */
const flawsOfExpiry = (bucket: Resource): readonly string[] => {
  const { days: locked } = lockOf(bucket);
  return listAt(objectAt(bucket.properties['LifecycleConfiguration'])['Rules'])
    .map(objectAt)
    .flatMap((rule) => [
      ...EXPIRIES.map((name) => [name, rule[name]] as const),
      ['ExpirationDate', rule['ExpirationDate']] as const,
      ['NoncurrentVersionExpiration', objectAt(rule['NoncurrentVersionExpiration'])['NoncurrentDays']] as const,
    ])
    .filter(([, days]) => days !== undefined && !(Number(days) > locked))
    .map(
      ([name, days]) =>
        `a lifecycle rule with ${name} ${shown(days)} hides or deletes what is locked for ${locked} days`,
    );
};

/** Whoever puts an object must ask for a key that is free. The parts of an upload know no such header; its completion does. */
const WRITTEN_TWICE: Case = {
  who: 'an object that may replace another one',
  facts: { 's3:if-none-match': { is: 'absent' }, 's3:ObjectCreationOperation': { is: 'equal', to: 'true' } },
};

const flawsOfPolicy = (bucket: Resource, target: Target): readonly string[] => {
  const policies = policiesOf(bucket, target);
  const calls = [RELEASES_PREFIX, CHAIN_PREFIX, KEYS_PREFIX, REVALIDATIONS_PREFIX].map(
    (prefix) => ['s3:PutObject', `${arnOf(bucket.identity)}/${prefix}*`] as const,
  );
  return [
    ...calls.flatMap((call) =>
      leftOpen(policies, { of: 'everybody', calls: [call], cases: [WRITTEN_TWICE] }, 'its policy does not refuse'),
    ),
    ...policies.flatMap((policy) => allowsIn(policy, bucket)),
  ];
};

/** Who may do what is said by roles' own policies, which are judged: a resource lets in its account and nobody by name. */
const allowsIn = (policy: PolicyDocument, { stack }: Resource): readonly string[] =>
  listAt(policy['Statement'])
    .map(objectAt)
    .filter(({ Effect: effect, Principal: principal }) => effect !== 'Deny' && !isAccount(principal, stack.account))
    .map(
      ({ Principal: principal, Action: action }) =>
        `its policy lets ${shown(principal)} ${shown(action)}, past the policies of roles`,
    );

const isAccount = (principal: unknown, account: string): boolean => {
  const { AWS: named, ...others } = objectAt(principal);
  const [only, ...more] = listAt(named);
  const isRoot = typeof only === 'string' && new RegExp(`^arn:[^:]+:iam::${account}:root$`).test(only);
  return isRoot && more.length === 0 && Object.keys(others).length === 0;
};

/** A stack that goes takes neither evidence nor what reads it. */
export const flawsOfKeeping = ({ template }: Resource): readonly string[] => {
  const { DeletionPolicy: deletion, UpdateReplacePolicy: replacement } = template;
  return [
    ...(deletion === 'RetainExceptOnCreate' || deletion === 'Retain'
      ? []
      : [`DeletionPolicy is ${shown(deletion)} where evidence is kept`]),
    ...(replacement === 'Retain' ? [] : [`UpdateReplacePolicy is ${shown(replacement)} where evidence is kept`]),
  ];
};
