import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { nameOfAttempt } from '../contract/evidence-layout';
import { s3Store } from '../evidence/s3-store';
import type { EvidenceStore } from '../evidence/store';

/** The evidence bucket, with the one prefix in which something is written over. */
export interface Bucket extends EvidenceStore {
  /** Writes down what a target runs now, or its environment, over what it ran before. */
  promote(key: string, content: Buffer): Promise<void>;
}

/** A bucket of S3, or of whatever endpoint the client has. */
export const s3Bucket = (client: S3Client, name: string): Bucket => ({
  ...s3Store(client, name),
  async promote(key, content) {
    const type = { ContentType: key.endsWith('.zip') ? 'application/zip' : 'application/json' };
    await client.send(new PutObjectCommand({ Bucket: name, Key: key, Body: content, ...type }));
  },
});

/** As far as the validation's role may write: one digit. More retries than this, and something else is wrong. */
const MOST_ATTEMPTS = 9;

/**
 * Writes files that belong together under the first attempt whose names are free: evidence is never written over, and a
 * retried stage leaves what it proved beside what the failed one did.
 *
 * @param files name → content; the first one decides which attempt this is
 * @returns the number of the attempt, from 1
 */
export const writeAttempt = async (
  bucket: Pick<Bucket, 'putNew'>,
  prefix: string,
  files: readonly (readonly [name: string, content: Buffer])[],
): Promise<number> => {
  const [decisive, ...others] = files;
  if (decisive === undefined) throw new Error(`there is nothing to keep below ${prefix}`);
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const put = ([name, content]: readonly [string, Buffer]) =>
      bucket.putNew(`${prefix}${nameOfAttempt(name, attempt)}`, content);
    if (!(await put(decisive))) continue;
    for (const other of others) await put(other);
    return attempt;
  }
  throw new Error(`${prefix}${decisive[0]} has been written ${MOST_ATTEMPTS} times: start a new execution`);
};
