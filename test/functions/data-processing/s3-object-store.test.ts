import { describe, expect, test } from '@jest/globals';
import { s3ObjectStore } from '../../../functions/data-processing/s3-object-store';
import { s3Wire, type WireAnswer, type WireRequest } from '../_fakes/s3-wire';

const KEY_ARN = 'arn:aws:kms:us-east-1:222222222222:key/1';
const KEY = 'processed/anna smith.ndjson';

const store = (answer: Parameters<typeof s3Wire>[0]) => {
  const wire = s3Wire(answer);
  return { ...wire, s3: s3ObjectStore(wire.client, 'data-dev', KEY_ARN) };
};

const refused = (code: string, message: string, status: number): WireAnswer => ({
  status,
  headers: { 'x-amz-request-id': 'R1' },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message><Key>${KEY}</Key></Error>`,
});

const multipart = ({ operation }: WireRequest): WireAnswer => {
  if (operation === 'CreateMultipartUpload') {
    return { body: '<InitiateMultipartUploadResult><UploadId>U1</UploadId></InitiateMultipartUploadResult>' };
  }
  return {
    headers: { etag: '"e"' },
    body: operation === 'CompleteMultipartUpload' ? '<CompleteMultipartUploadResult/>' : '',
  };
};

async function* lines(count: number, error?: Error): AsyncGenerator<string> {
  for (let line = 0; line < count; line += 1) yield `${'x'.repeat(1023)}\n`;
  if (error) throw error;
}

const object = (body: AsyncIterable<string>, replaces?: string) => ({
  key: KEY,
  body,
  metadata: { records: '1' },
  replaces,
});
const TWENTY_MIB = 20 * 1024;

describe('writing to S3', () => {
  test('encrypts with the data key, carries the metadata and refuses to replace what it has not seen', async () => {
    const { s3, requests } = store(multipart);
    await s3.write(object(lines(3)));
    expect(requests).toMatchObject([
      {
        operation: 'PutObject',
        path: `/${KEY}`,
        headers: {
          'x-amz-server-side-encryption': 'aws:kms',
          'x-amz-server-side-encryption-aws-kms-key-id': KEY_ARN,
          'x-amz-meta-records': '1',
          'if-none-match': '*',
        },
      },
    ]);
  });

  test('replaces exactly the version it has seen', async () => {
    const { s3, requests } = store(multipart);
    await s3.write(object(lines(1), '"e1"'));
    expect(requests[0]?.headers).toMatchObject({ 'if-match': '"e1"' });
    expect(requests[0]?.headers).not.toHaveProperty('if-none-match');
  });

  test('writes an empty object for an empty body', async () => {
    const { s3, operations } = store(multipart);
    await s3.write(object(lines(0)));
    expect(operations()).toEqual(['PutObject']);
  });

  test('sends a large body in parts, encrypted and conditional as a whole', async () => {
    const { s3, requests, operations } = store(multipart);
    await s3.write(object(lines(TWENTY_MIB)));
    expect(operations()).toEqual([
      'CreateMultipartUpload',
      'UploadPart',
      'UploadPart',
      'UploadPart',
      'CompleteMultipartUpload',
    ]);
    expect(requests[0]?.headers).toMatchObject({
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': KEY_ARN,
    });
    expect(requests.at(-1)?.headers).toMatchObject({ 'if-none-match': '*' });
  });

  test('reads ahead of S3 by a few parts at most, whatever the size', async () => {
    const MIB = 1024 * 1024;
    let taken = 0;
    let sent = 0;
    let furthestAhead = 0;
    const { s3 } = store(async (request) => {
      if (request.operation === 'UploadPart') {
        for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
        furthestAhead = Math.max(furthestAhead, taken - sent);
        sent += request.bytes;
      }
      return multipart(request);
    });
    const body = async function* () {
      const block = 'x'.repeat(MIB);
      for (; taken < 96 * MIB; taken += MIB) yield block;
    };
    await s3.write(object(body()));
    expect(sent).toBe(96 * MIB);
    expect(furthestAhead).toBeLessThan(40 * MIB);
  });

  test('fails and completes nothing when the body throws, and takes the parts away', async () => {
    const { s3, operations } = store(multipart);
    await expect(s3.write(object(lines(TWENTY_MIB, new Error('input differs'))))).rejects.toThrow('input differs');
    expect(operations()).not.toContain('CompleteMultipartUpload');
    expect(operations().at(-1)).toBe('AbortMultipartUpload');
  });

  test('fails when the body throws before the first part is full, and sends nothing', async () => {
    const { s3, operations } = store(multipart);
    await expect(s3.write(object(lines(1, new Error('input differs'))))).rejects.toThrow('input differs');
    expect(operations()).toEqual([]);
  });

  test.each([
    ['refused', lines(1), 'PutObject', ['PutObject']],
    ['refused in parts', lines(TWENTY_MIB), 'CreateMultipartUpload', ['CreateMultipartUpload']],
  ])('fails when it is %s, with the words of AWS and without the key', async (_, body, broken, expected) => {
    const message = `not authorized to perform s3:PutObject on ${KEY} because no endpoint policy allows it`;
    const { s3, operations } = store((request) =>
      request.operation === broken ? refused('AccessDenied', message, 403) : multipart(request),
    );
    const failure = await s3.write(object(body)).catch((error: Error) => error);
    expect(failure).toMatchObject({
      message:
        's3:PutObject failed: AccessDenied: not authorized to perform s3:PutObject on … because no endpoint policy allows it ' +
        '(HTTP status 403, request id R1)',
    });
    expect(JSON.stringify({ ...failure })).not.toContain('anna');
    expect([...new Set(operations())]).toEqual(expected);
  });
});

describe('looking at an object in S3', () => {
  test('gives version, ETag and metadata', async () => {
    const { s3 } = store(() => ({ headers: { 'x-amz-version-id': 'v1', etag: '"e1"', 'x-amz-meta-records': '7' } }));
    expect(await s3.head(KEY)).toEqual({ versionId: 'v1', etag: '"e1"', metadata: { records: '7' } });
  });

  test('gives nothing where there is none', async () => {
    expect(await store(() => ({ status: 404 })).s3.head(KEY)).toBeUndefined();
  });

  test('fails where it may not look', async () => {
    await expect(store(() => ({ status: 403 })).s3.head(KEY)).rejects.toThrow('s3:HeadObject failed');
  });
});

describe('reading from S3', () => {
  test('streams the version that was asked for', async () => {
    const { s3, requests } = store(() => ({ body: 'content' }));
    const chunks: Uint8Array[] = [];
    for await (const chunk of s3.read(KEY, 'v1')) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('content');
    expect(requests).toMatchObject([{ operation: 'GetObject', query: { versionId: 'v1' } }]);
  });

  test('fails where the version is gone, without the key', async () => {
    const { s3 } = store(() => refused('NoSuchVersion', 'The specified version does not exist.', 404));
    const reading = async () => {
      for await (const _ of s3.read(KEY, 'v1'));
    };
    await expect(reading()).rejects.toThrow('s3:GetObject failed: NoSuchVersion');
    await expect(reading()).rejects.not.toThrow('anna');
  });
});
