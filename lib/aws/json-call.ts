import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { type JsonObject, objectAt } from '../ground/json';
import type { SessionCredentials } from './assume-role';

/** A service of AWS that takes JSON and has no SDK package here: two calls are worth no package each. */
export interface JsonService {
  /** The first part of its host, and what its requests are signed for. */
  readonly name: string;
  /** What stands before an operation in `X-Amz-Target`. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
}

/** From where, and as whom, a call is made. */
export interface JsonCaller {
  readonly region: string;
  readonly credentials: () => Promise<SessionCredentials>;
  /** @default AWS itself */
  readonly endpoint?: string;
  readonly signal: AbortSignal;
}

/** As the signer wants a hash: keyed where it is given a key. */
class Sha256 {
  private readonly hash;

  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = key === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(key));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
}

const bytesOf = (data: string | ArrayBuffer | ArrayBufferView): Uint8Array => {
  if (typeof data === 'string') return Buffer.from(data);
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
};

/**
 * Makes one call.
 *
 * @throws {Error} when AWS refuses it, by AWS's own name of the error and in its words, as the SDK has them
 */
export const callJson = async (
  { name, target, version }: JsonService,
  operation: string,
  input: JsonObject,
  { region, credentials, endpoint, signal }: JsonCaller,
): Promise<JsonObject> => {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(endpoint ?? `https://${name}.${region}.${suffix}`);
  const body = JSON.stringify(input);
  const unsigned = {
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: '/',
    headers: {
      host: url.host,
      'content-type': `application/x-amz-json-${version}`,
      'x-amz-target': `${target}.${operation}`,
    },
    body,
  };
  const { headers } = await new SignatureV4({ service: name, region, credentials, sha256: Sha256 }).sign(unsigned);
  const answer = await fetch(url, { method: 'POST', headers, body, signal });
  const text = await answer.text();
  const said = objectOf(text);
  if (answer.ok && said !== undefined) return said;
  throw errorOf(operation, answer.status, said ?? {});
};

const objectOf = (text: string): JsonObject | undefined => {
  try {
    return objectAt(JSON.parse(text));
  } catch {
    return undefined; // a page, or nothing: no answer of the service
  }
};

const errorOf = (operation: string, status: number, said: JsonObject): Error => {
  const { __type: type, message, Message: words = message } = said;
  const error = new Error(
    typeof words === 'string' ? words : `${operation} was answered with HTTP ${status} and no reason`,
  );
  if (typeof type === 'string') error.name = type.split('#').at(-1) ?? type;
  return error;
};
