import { ask, isRefused, policiesOf, principalOf } from '../templates/asking';
import { dataBuckets, encryptionOf } from '../templates/buckets';
import { arnOf } from '../templates/physical-ids';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-08: a data bucket refuses objects that are not encrypted with its own key. */
export const dataBucketRefusesOtherKeys: Rule = {
  id: 'ZT-08-DataBucketRefusesOtherKeys',
  requires: "A data bucket refuses every object that is not encrypted with the bucket's own key.",
  why: 'An object under another key is one that our key policy does not guard, and that our audit does not see.',
  fix: "Keep the statements RefuseUnencryptedPut and RefuseAnotherKey of the bucket's policy (lib/stacks/constructs/storage.ts).",
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
  hipaa: ['164.312(a)(2)(iv)', '164.312(c)(1)'],
  appliesTo: 'target',
  check: (target) => target.each(dataBuckets(target), flaws),
};

const ALGORITHM = 's3:x-amz-server-side-encryption';
const KEY = 's3:x-amz-server-side-encryption-aws-kms-key-id';

/** Headers with which an object may come to a bucket with this key, and what is wrong with them. */
export const wrongHeaders = (key: string): readonly (readonly [string, Record<string, string>])[] => [
  ['without encryption', {}],
  ['encrypted by S3 itself', { [ALGORITHM]: 'AES256' }],
  ['under another key', { [ALGORITHM]: 'aws:kms', [KEY]: `${key}-another` }],
  ['that name the key, but are encrypted otherwise', { [ALGORITHM]: 'AES256', [KEY]: key }],
];

/** Headers of an object under a key. */
export const rightHeaders = (key: string): Readonly<Record<string, string>> => ({ [ALGORITHM]: 'aws:kms', [KEY]: key });

const flaws = (bucket: Resource, target: Target): readonly string[] => {
  const { account } = bucket.stack;
  const policies = policiesOf(bucket, target);
  const key = target.find(encryptionOf(bucket).key, 'AWS::KMS::Key');
  const put = (headers: Readonly<Record<string, string>>) =>
    ask(policies, principalOf(account), 's3:PutObject', `${arnOf(bucket.identity)}/any`, {
      'aws:SecureTransport': 'true',
      's3:TlsVersion': '1.3',
      ...headers,
    });
  const right = key && put(rightHeaders(arnOf(key.identity)));
  return [
    ...wrongHeaders(key ? arnOf(key.identity) : 'none')
      .filter(([, headers]) => !isRefused(put(headers)))
      .map(([what]) => `its policy does not refuse objects ${what}`),
    ...(right === undefined || isRefused(right) || right.effect === 'cannot-tell'
      ? ['its policy refuses objects under its own key, or nobody can tell']
      : []),
  ];
};
