import type { PolicyDocument } from './evaluate';
import { type Case, gapsIn, type Required } from './required-denies';

/** What policies have to refuse, whatever else they allow, and what they leave out of it. */

const SECURE = 'aws:SecureTransport';

/** Whoever comes without TLS. */
export const WITHOUT_TLS: Case = { who: 'everybody without TLS', facts: { [SECURE]: { is: 'equal', to: 'false' } } };

/** Whoever comes to S3 with TLS as it was before 1.2. */
export const WITH_OLD_TLS: Case = {
  who: 'TLS older than 1.2',
  facts: { [SECURE]: { is: 'equal', to: 'true' }, 's3:TlsVersion': { is: 'below', than: 1.2 } },
};

const ALGORITHM = 's3:x-amz-server-side-encryption';
const KEY = 's3:x-amz-server-side-encryption-aws-kms-key-id';
const OWN_ALGORITHM = 's3:x-amz-server-side-encryption-customer-algorithm';

/** Objects that come without the headers that ask for a key, or with others. */
export const notUnderKey = (key: string): readonly Case[] => [
  { who: 'objects without encryption', facts: { [ALGORITHM]: { is: 'absent' } } },
  { who: 'objects that are encrypted otherwise', facts: { [ALGORITHM]: { is: 'other', than: ['aws:kms'] } } },
  { who: 'objects that name no key', facts: { [KEY]: { is: 'absent' } } },
  { who: 'objects under another key', facts: { [KEY]: { is: 'other', than: [key] } } },
];

/**
 * Objects that do not get the key of the bucket's default. Whoever names no encryption gets it; whoever names `aws:kms` and no
 * key gets the key that AWS manages for S3.
 * Source: Amazon S3 API reference, CreateMultipartUpload, "x-amz-server-side-encryption-aws-kms-key-id".
 */
export const notUnderDefault = (key: string): readonly Case[] => [
  { who: 'objects that are encrypted otherwise', facts: { [ALGORITHM]: { is: 'other', than: ['aws:kms'] } } },
  {
    who: 'objects under the key that AWS manages for S3, which is used where aws:kms and no key is named',
    facts: { [ALGORITHM]: { is: 'equal', to: 'aws:kms' }, [KEY]: { is: 'absent' } },
  },
  { who: 'objects under another key', facts: { [KEY]: { is: 'other', than: [key] } } },
  { who: 'objects under a key that the writer brings along', facts: { [OWN_ALGORITHM]: { is: 'other', than: [] } } },
];

/** Whoever asks by himself, not through a service, from elsewhere than a VPC. */
export const outsideOf = (vpc: string): readonly Case[] => {
  const direct = { 'aws:ViaAWSService': { is: 'equal', to: 'false' } } as const;
  return [
    { who: 'calls from no VPC', facts: { ...direct, 'aws:SourceVpc': { is: 'absent' } } },
    { who: 'calls from another VPC', facts: { ...direct, 'aws:SourceVpc': { is: 'other', than: [vpc] } } },
  ];
};

/** What policies do not refuse that they have to, with `what` in it says, one sentence for each kind of request. */
export const leftOpen = (policies: readonly PolicyDocument[], required: Required, what: string): readonly string[] => {
  const gaps = gapsIn(policies, required);
  const first = new Map(gaps.toReversed().map((gap) => [gap.case, gap]));
  return required.cases.flatMap((each) => {
    const gap = first.get(each);
    return gap === undefined ? [] : [`${what} ${each.who} (${gap.action} on ${gap.resource}): ${gap.because}`];
  });
};
