const ALGORITHM = 's3:x-amz-server-side-encryption';
const KEY = 's3:x-amz-server-side-encryption-aws-kms-key-id';

/** Headers of an object that is encrypted with a key. */
export const encryptedWith = (keyArn: string): Readonly<Record<string, string>> => ({
  [ALGORITHM]: 'aws:kms',
  [KEY]: keyArn,
});

/** Ways in which an object may come unencrypted, in words and as condition keys. */
export const unencrypted = (keyArn: string): Readonly<Record<string, Readonly<Record<string, string>>>> => ({
  'a put without encryption': {},
  'a put encrypted by S3 itself': { [ALGORITHM]: 'AES256' },
  'a put encrypted by S3 itself that names the data key': { [ALGORITHM]: 'AES256', [KEY]: keyArn },
});

/** Ways in which an object may come under another key. */
export const otherwiseEncrypted = (keyArn: string): Readonly<Record<string, Readonly<Record<string, string>>>> => ({
  'a put under another key': { [ALGORITHM]: 'aws:kms', [KEY]: `${keyArn}-another` },
  'a put under the default key of S3': { [ALGORITHM]: 'aws:kms' },
});
