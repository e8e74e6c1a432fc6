import { leftOpen, notUnderDefault, type Required } from '../../policy';
import { policiesOf } from '../templates/asking';
import { encryptionOf } from '../templates/buckets';
import { arnOf } from '../templates/physical-ids';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-08: a bucket whose objects are locked, as evidence is, refuses objects that are not encrypted with its own key. */
export const lockedBucketRefusesOtherKeys: Rule = {
  id: 'ZT-08-LockedBucketRefusesOtherKeys',
  requires:
    "A bucket whose objects can be locked refuses every object that does not get its own key, by name or by the bucket's default.",
  why: 'What is locked stays for years: under another key it can be read by others, or by nobody once that key is gone.',
  fix: 'Keep the four statements that refuse other encryption in EvidenceBucket (lib/pipeline/evidence-bucket.ts).',
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/specifying-kms-encryption.html',
  hipaa: ['164.312(a)(2)(iv)', '164.312(c)(1)'],
  appliesTo: 'any',
  check: (target) => target.each('AWS::S3::Bucket', flaws),
};

const flaws = (bucket: Resource, target: Target): readonly string[] => {
  if (String(bucket.properties['ObjectLockEnabled']) !== 'true') return [];
  const key = target.find(encryptionOf(bucket).key, 'AWS::KMS::Key');
  const cases = notUnderDefault(key ? arnOf(key.identity) : 'none');
  const required: Required = { of: 'everybody', calls: [['s3:PutObject', `${arnOf(bucket.identity)}/*`]], cases };
  return leftOpen(policiesOf(bucket, target), required, 'its policy does not refuse');
};
