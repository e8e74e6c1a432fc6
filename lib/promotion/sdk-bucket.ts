import { extname } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Bucket } from './bucket';

/** What a browser needs to show a page instead of offering it for download. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json',
  '.xml': 'application/xml',
};

/** Another writer was first, or is writing at this moment. */
const TAKEN = /^(PreconditionFailed|ConditionalRequestConflict)$/;

/** A bucket of S3, or of whatever `AWS_ENDPOINT_URL` names, with the default credentials. */
export const sdkBucket = (name: string, region: string): Bucket => {
  // One path for every bucket: AWS_ENDPOINT_URL may name a host that knows no subdomains.
  const client = new S3Client({ region, retryMode: 'adaptive', maxAttempts: 8, forcePathStyle: true });
  const put = (key: string, body: string, condition: { readonly IfNoneMatch?: '*' }) =>
    client.send(
      new PutObjectCommand({
        ...{ Bucket: name, Key: key, Body: body, ...condition },
        ContentType: CONTENT_TYPES[extname(key)] ?? 'text/plain; charset=utf-8',
      }),
    );
  return {
    async keys(prefix) {
      const found: string[] = [];
      let token: string | undefined;
      do {
        const page = await client.send(
          new ListObjectsV2Command({ Bucket: name, Prefix: prefix, ContinuationToken: token }),
        );
        found.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
        token = page.NextContinuationToken;
      } while (token !== undefined);
      return found.sort();
    },
    async read(key) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: name, Key: key }));
      if (Body === undefined) throw new Error(`S3 answered without the content of s3://${name}/${key}`);
      return Body.transformToString();
    },
    async putNew(key, body) {
      try {
        await put(key, body, { IfNoneMatch: '*' });
        return true;
      } catch (error) {
        if (error instanceof Error && TAKEN.test(error.name)) return false;
        throw error;
      }
    },
    async put(key, body) {
      await put(key, body, {});
    },
  };
};
