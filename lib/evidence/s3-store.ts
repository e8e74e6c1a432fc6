import { GetObjectCommand, NoSuchKey, PutObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { EvidenceStore } from './store';

/** So often a write is tried again that met another one on the same key: one of them ends, and then the key is taken. */
const CONFLICTS = 5;

/** The client for an evidence bucket. An emulator knows buckets by path: not every machine resolves names below localhost. */
export const evidenceClient = (region: string, endpoint: string | undefined): S3Client =>
  new S3Client({ region, forcePathStyle: endpoint !== undefined });

/** An evidence bucket in S3. Everything is written with `If-None-Match: *`, which the bucket's policy demands. */
export const s3Store = (client: S3Client, bucket: string): EvidenceStore => ({
  async list(prefix) {
    const keys: string[] = [];
    for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
      keys.push(...(page.Contents ?? []).flatMap(({ Key: key }) => key ?? []));
    }
    return keys.sort();
  },

  async read(key) {
    try {
      const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (body === undefined) throw new Error(`s3://${bucket}/${key} has no content`);
      return Buffer.from(await body.transformToByteArray());
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  },

  async putNew(key, bytes) {
    const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, IfNoneMatch: '*', ...typeOf(key) });
    for (let conflict = 1; ; conflict++) {
      try {
        await client.send(put);
        return true;
      } catch (error) {
        const name = error instanceof Error ? error.name : '';
        if (name === 'PreconditionFailed') return false;
        if (name !== 'ConditionalRequestConflict' || conflict === CONFLICTS) throw error;
      }
    }
  },
});

const TYPES: readonly (readonly [string, string])[] = [
  ['.json', 'application/json'],
  ['.html', 'text/html; charset=utf-8'],
  ['.xml', 'application/xml'],
  ['.pem', 'application/x-pem-file'],
  ['.zip', 'application/zip'],
];

/** So that a browser shows a review page as a page. */
const typeOf = (key: string): { readonly ContentType?: string } => {
  const type = TYPES.find(([suffix]) => key.endsWith(suffix))?.[1];
  return type === undefined ? {} : { ContentType: type };
};
