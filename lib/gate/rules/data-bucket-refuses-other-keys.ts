import { leftOpen, notUnderKey, type Required } from '../../policy';
import { ask, isRefused, policiesOf, principalOf } from '../templates/asking';
import { dataBuckets, encryptionOf } from '../templates/buckets';
import { arnOf } from '../templates/physical-ids';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-08: a data bucket refuses objects that are not encrypted with its own key. */
export const dataBucketRefusesOtherKeys: Rule = {
  id: 'ZT-08-DataBucketRefusesOtherKeys',
  requires:
    'A data bucket, and one whose objects are locked, refuses every object that is not encrypted with its own key.',
  why: 'An object under another key is one that our key policy does not guard, and that our audit does not see.',
  fix: "Keep the statements RefuseUnencryptedPut and RefuseAnotherKey of the bucket's policy (lib/stacks/constructs/storage.ts).",
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
  hipaa: ['164.312(a)(2)(iv)', '164.312(c)(1)'],
  appliesTo: 'target',
  check: (target) => target.each(dataBuckets(target), flaws),
};

/** Headers of an object under a key. */
export const rightHeaders = (key: string): Readonly<Record<string, string>> => ({
  's3:x-amz-server-side-encryption': 'aws:kms',
  's3:x-amz-server-side-encryption-aws-kms-key-id': key,
});

const flaws = (bucket: Resource, target: Target): readonly string[] => {
  const policies = policiesOf(bucket, target);
  const key = target.find(encryptionOf(bucket).key, 'AWS::KMS::Key');
  const objects = `${arnOf(bucket.identity)}/*`;
  const cases = notUnderKey(key ? arnOf(key.identity) : 'none');
  const required: Required = { of: 'everybody', calls: [['s3:PutObject', objects]], cases };
  const right =
    key &&
    ask(policies, principalOf(bucket.stack.account), 's3:PutObject', `${arnOf(bucket.identity)}/any`, {
      'aws:SecureTransport': 'true',
      's3:TlsVersion': '1.3',
      ...rightHeaders(arnOf(key.identity)),
    });
  return [
    ...leftOpen(policies, required, 'its policy does not refuse'),
    ...(right === undefined || isRefused(right) || right.effect === 'cannot-tell'
      ? ['its policy refuses objects under its own key, or nobody can tell']
      : []),
  ];
};
