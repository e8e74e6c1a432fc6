import { describe, expect, test } from '@jest/globals';
import { evaluate, type PolicyDocument, type RequestContext } from '../../lib/policy';
import { Delivery } from './_helpers/delivery';

const delivery = Delivery.of();
const [[id, bucket] = ['', {}]] = delivery.resources('AWS::S3::Bucket').filter(([each]) => each.startsWith('Evidence'));
const [[key] = []] = delivery.resources('AWS::KMS::Key').filter(([each]) => each.startsWith('EvidenceKey'));
const NAME = 'zero-trust-delivery-evidence-111111111111-us-east-1';
const KEY = 'arn:aws:kms:us-east-1:111111111111:key/evidence';

describe('the evidence store', () => {
  test('ZT-08 encrypts with its own key, keeps versions, can lock objects and logs who comes', () => {
    expect(bucket).toMatchObject({
      BucketName: NAME,
      ObjectLockEnabled: true,
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: { 'Fn::GetAtt': [key, 'Arn'] },
            },
          },
        ],
      },
      LoggingConfiguration: { LogFilePrefix: 'evidence/' },
    });
  });

  test('is kept with its policy and its key when the stack goes', () => {
    const { Resources: resources } = delivery.stack('Delivery').template as unknown as {
      readonly Resources: Readonly<Record<string, { readonly Type: string; readonly DeletionPolicy?: string }>>;
    };
    const own = Object.entries(resources).filter(([each]) => each.startsWith('Evidence'));
    const kept = own.filter(([, { DeletionPolicy: policy }]) => policy === 'RetainExceptOnCreate');
    expect(kept.map(([, { Type: type }]) => type).toSorted()).toEqual([
      'AWS::KMS::Key',
      'AWS::S3::Bucket',
      'AWS::S3::BucketPolicy',
    ]);
  });
});

/** The bucket's policy with names instead of references. */
const policyOf = (): PolicyDocument => {
  const [[, found] = []] = delivery
    .resources('AWS::S3::BucketPolicy')
    .filter(([, { Bucket }]) => JSON.stringify(Bucket) === JSON.stringify({ Ref: id }));
  const text = JSON.stringify(found?.['PolicyDocument'])
    .replaceAll(`{"Fn::GetAtt":["${id}","Arn"]}`, `"arn:aws:s3:::${NAME}"`)
    .replaceAll(`{"Fn::GetAtt":["${key}","Arn"]}`, `"${KEY}"`)
    .replaceAll(/\{"Fn::Join":\["",\["([^"]*)","([^"]*)"\]\]\}/g, '"$1$2"');
  return JSON.parse(text) as PolicyDocument;
};

/** Whether the policy refuses an administrator of the tools account to write there. */
const refuses = (path: string, context: RequestContext): boolean => {
  const decision = evaluate([policyOf()], {
    principal: { kind: 'aws', arn: 'arn:aws:iam::111111111111:role/admin', account: '111111111111' },
    action: 's3:PutObject',
    resource: `arn:aws:s3:::${NAME}/${path}`,
    context: { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3', ...context },
  });
  if (decision.effect === 'cannot-tell') throw new Error('nobody can tell');
  return decision.effect === 'deny' && decision.explicit;
};

describe('what lies in it', () => {
  const creating = { 's3:ObjectCreationOperation': 'true' };
  const free = { ...creating, 's3:if-none-match': '*' };

  test.each(['releases/1/build/gate/report.json', 'chain/00000001.json', 'keys/1.pem'])(
    '%s is written once',
    (path) => {
      expect(refuses(path, creating)).toBe(true);
      expect(refuses(path, free)).toBe(false);
      expect(refuses(path, { 's3:ObjectCreationOperation': 'false' })).toBe(false);
    },
  );

  test('promoted/ follows every promotion', () => {
    expect(refuses('promoted/dev/222222222222-us-east-1/report.json', creating)).toBe(false);
  });

  const header = 's3:x-amz-server-side-encryption';
  test.each([
    ['nothing', {}, false],
    ['its own key', { [header]: 'aws:kms', [`${header}-aws-kms-key-id`]: KEY }, false],
    ['another key', { [header]: 'aws:kms', [`${header}-aws-kms-key-id`]: `${KEY}-2` }, true],
    ["S3's own key", { [header]: 'AES256' }, true],
    ['aws:kms without a key', { [header]: 'aws:kms' }, true],
    ['a key that he brings along', { [`${header}-customer-algorithm`]: 'AES256' }, true],
  ])('is refused or not where a writer names %s as its encryption', (_, context, refused) => {
    expect(refuses('releases/1/a', { ...free, ...context })).toBe(refused);
  });
});
