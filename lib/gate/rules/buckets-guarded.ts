import { listAt, objectAt } from '../../ground/json';
import { leftOpen, type Required, WITH_OLD_TLS, WITHOUT_TLS } from '../../policy';
import { outsidersIn, policiesOf } from '../templates/asking';
import { encryptionOf, purposeOf } from '../templates/buckets';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-08: every bucket is versioned, private, encrypted, logged and reached over TLS 1.2 or later only. */
export const bucketsGuarded: Rule = {
  id: 'ZT-08-BucketsGuarded',
  requires:
    'Every bucket has versions, Block Public Access, its owner for every object, encryption with a key of ours, access logs, and refuses whoever comes without TLS 1.2.',
  why: 'A bucket is the first thing that leaks; each of these closes one way that has leaked before.',
  fix: 'Make the bucket with the properties GUARDED_BUCKET (lib/stacks/constructs/bucket-settings.ts), and override nothing of them.',
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
  hipaa: ['164.312(a)(1)', '164.312(a)(2)(iv)', '164.312(c)(1)', '164.312(e)(1)'],
  appliesTo: 'any',
  check: (target) =>
    target.each('AWS::S3::Bucket', (bucket) => [
      ...flawsOfSettings(bucket),
      ...flawsOfUse(bucket, target),
      ...flawsOfPolicy(bucket, target),
    ]),
};

const BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

const flawsOfSettings = ({ properties }: Resource): readonly string[] => {
  const block = objectAt(properties['PublicAccessBlockConfiguration']);
  const versions = objectAt(properties['VersioningConfiguration'])['Status'];
  const owners = listAt(objectAt(properties['OwnershipControls'])['Rules']).map(
    (each) => objectAt(each)['ObjectOwnership'],
  );
  const owner = owners.length === 1 ? owners[0] : owners;
  return [
    ...BLOCKS.filter((name) => String(block[name]) !== 'true').map((name) => `${name} is ${shown(block[name])}`),
    ...(versions === 'Enabled' ? [] : [`VersioningConfiguration.Status is ${shown(versions)}`]),
    ...(owner === 'BucketOwnerEnforced' ? [] : [`ObjectOwnership is ${shown(owner)}`]),
  ];
};

const flawsOfUse = (bucket: Resource, target: Target): readonly string[] => {
  const { algorithm, key, bucketKey, several } = encryptionOf(bucket);
  if (several) return ['it has several default encryptions, and nobody can tell which one counts'];
  const isTargets = target.find(key, 'AWS::KMS::Key') !== undefined;
  // S3 delivers access logs to buckets with SSE-S3 only.
  if (purposeOf(bucket, target) === 'access logs') {
    return algorithm === 'AES256' ? [] : [`SSEAlgorithm is ${shown(algorithm)}, to which S3 delivers no access logs`];
  }
  const { DestinationBucketName: logs } = objectAt(bucket.properties['LoggingConfiguration']);
  return [
    ...(algorithm === 'aws:kms' ? [] : [`SSEAlgorithm is ${shown(algorithm)}`]),
    ...(isTargets ? [] : [`KMSMasterKeyID is ${shown(key)}, which is no key of this target`]),
    ...(String(bucketKey) === 'true' ? [] : [`BucketKeyEnabled is ${shown(bucketKey)}`]),
    ...flawsOfCopies(bucket, target),
    ...(target.find(logs, 'AWS::S3::Bucket') ? [] : [`its access logs go to ${shown(logs)}, no bucket of this target`]),
  ];
};

/** Copies of objects go where nobody here guards them. */
const flawsOfCopies = ({ properties }: Resource, target: Target): readonly string[] =>
  listAt(objectAt(properties['ReplicationConfiguration'])['Rules'])
    .map((rule) => objectAt(objectAt(rule)['Destination'])['Bucket'])
    .filter((copy) => target.find(copy, 'AWS::S3::Bucket') === undefined)
    .map((copy) => `it is replicated to ${shown(copy)}, no bucket of this target`);

const flawsOfPolicy = (bucket: Resource, target: Target): readonly string[] => {
  const policies = policiesOf(bucket, target);
  const arn = arnOf(bucket.identity);
  const calls = [arn, `${arn}/*`].map((resource) => ['s3:*', resource] as const);
  const required: Required = { of: 'everybody', calls, cases: [WITHOUT_TLS, WITH_OLD_TLS] };
  const strangers = policies.flatMap((policy) => outsidersIn(policy, bucket, target));
  return [
    ...leftOpen(policies, required, 'its policy does not refuse'),
    ...strangers.map((who) => `its policy lets ${who}`),
  ];
};
