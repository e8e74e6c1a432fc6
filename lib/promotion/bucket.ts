import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { s3Store } from '../evidence/s3-store';
import type { EvidenceStore } from '../evidence/store';

/** The evidence bucket, with the one prefix in which something is written over. */
export interface Bucket extends EvidenceStore {
  /** Writes down what a target runs now, over what it ran before. */
  promote(key: string, report: Buffer): Promise<void>;
}

/** A bucket of S3, or of whatever endpoint the client has. */
export const s3Bucket = (client: S3Client, name: string): Bucket => ({
  ...s3Store(client, name),
  async promote(key, report) {
    const json = { ContentType: 'application/json' };
    await client.send(new PutObjectCommand({ Bucket: name, Key: key, Body: report, ...json }));
  },
});
