import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';

/** A request as it would leave for S3, in the words of its command: `PutObject`, `CreateMultipartUpload`, … */
export interface WireRequest {
  readonly operation: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly bytes: number;
}

/** An answer of S3. */
export interface WireAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A real S3 client whose requests end here instead of on the network. */
export const s3Wire = (answer: (request: WireRequest) => WireAnswer | Promise<WireAnswer>) => {
  const requests: WireRequest[] = [];
  const handle = async (request: RawRequest) => {
    const bytes = await size(request.body);
    const { path, headers, query } = request;
    const seen = { operation: operationOf(request), path: decodeURIComponent(path), headers, query, bytes };
    requests.push(seen);
    const { status = 200, headers: answerHeaders = {}, body = '' } = await answer(seen);
    return { response: { statusCode: status, headers: answerHeaders, body: Readable.from([Buffer.from(body)]) } };
  };
  const client = new S3Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { handle } as never,
  });
  return { client, requests, operations: () => requests.map(({ operation }) => operation) };
};

interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

const operationOf = ({ method, query }: RawRequest): string => {
  if (method === 'HEAD') return 'HeadObject';
  if (method === 'GET') return 'GetObject';
  if (method === 'DELETE') return 'AbortMultipartUpload';
  if ('uploads' in query) return 'CreateMultipartUpload';
  if (method === 'POST') return 'CompleteMultipartUpload';
  return 'partNumber' in query ? 'UploadPart' : 'PutObject';
};

const size = async (body: unknown): Promise<number> => {
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.byteLength(body);
  if (!(body instanceof Readable)) return 0;
  let bytes = 0;
  for await (const chunk of body) bytes += chunk.length;
  return bytes;
};
