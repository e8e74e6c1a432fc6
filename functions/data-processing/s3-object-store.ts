import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, NotFound, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { callFailed } from '../aws-call';
import type { ObjectStore } from './object-store';

/** Parts in flight bound the memory: two outputs are never written at once. 10,000 parts of 8 MiB hold 78 GiB. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_IN_FLIGHT = 2;
const BATCH_CHARACTERS = 64 * 1024;

/** The data bucket in S3; whatever is written is encrypted with the data key (ZT-08, ZT-09). */
export const s3ObjectStore = (client: S3Client, bucket: string, dataKeyArn: string): ObjectStore => ({
  async head(key) {
    try {
      const {
        VersionId,
        ETag = '',
        Metadata = {},
      } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      return { versionId: VersionId, etag: ETag, metadata: Metadata };
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw callFailed('s3:HeadObject', error, [key]);
    }
  },

  async *read(key, versionId) {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
      if (!(Body instanceof Readable)) throw new Error(`s3:GetObject of version ${versionId} gave no stream`);
      yield* Body;
    } catch (error) {
      throw callFailed('s3:GetObject', error, [key]);
    }
  },

  async write({ key, body, metadata, replaces }) {
    const upload = new Upload({
      client,
      partSize: PART_BYTES,
      queueSize: PARTS_IN_FLIGHT,
      params: {
        Bucket: bucket,
        Key: key,
        Body: Readable.from(batches(body)),
        ContentType: 'application/x-ndjson',
        Metadata: { ...metadata },
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: dataKeyArn,
        ...(replaces === undefined ? { IfNoneMatch: '*' } : { IfMatch: replaces }),
      },
    });
    try {
      await upload.done();
    } catch (error) {
      throw callFailed('s3:PutObject', error, [key]);
    }
  },
});

/** Joins lines, or every single one would become a buffer of its own until its part is sent. */
async function* batches(lines: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let batch = '';
  for await (const line of lines) {
    batch += line;
    if (batch.length < BATCH_CHARACTERS) continue;
    yield Buffer.from(batch);
    batch = '';
  }
  if (batch !== '') yield Buffer.from(batch);
}
