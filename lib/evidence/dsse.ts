import * as z from 'zod';
import { withLowS } from './ecdsa';
import { NO_JSON, parsedJson, problemsIn } from './json';

/** What an envelope of ours holds. */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** Signs with a private key that it does not show. */
export interface Signer {
  /** Fingerprint of the public key; see `fingerprint`. */
  readonly keyId: string;
  /** ECDSA over P-256 with SHA-256; answers the signature in DER, with either value of s. */
  sign(message: Buffer): Promise<Buffer>;
}

/** Values in an envelope; six are honest, and more are told of one by one. */
const MOST_VALUES = 100;

const envelopeSchema = z.strictObject({
  payloadType: z.string(),
  payload: z.base64(),
  signatures: z.array(z.strictObject({ keyid: z.string(), sig: z.base64() })),
});

/** A DSSE envelope, taken apart. */
export interface Opened {
  readonly payloadType: string;
  readonly payload: Buffer;
  readonly signatures: readonly { readonly keyId: string; readonly signature: Buffer }[];
}

/**
 * What a DSSE signature covers: `DSSEv1`, type and payload, each with its length.
 * Source: https://github.com/secure-systems-lab/dsse/blob/v1.0.2/protocol.md
 */
export const preAuthenticationEncoding = (payloadType: string, payload: Buffer): Buffer => {
  const type = Buffer.from(payloadType);
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `), payload]);
};

/** Signs a payload; answers the envelope's bytes, in the one form that `openEnvelope` takes. */
export const seal = async (payload: Buffer, signer: Signer): Promise<Buffer> => {
  const signature = withLowS(await signer.sign(preAuthenticationEncoding(PAYLOAD_TYPE, payload)));
  return written({ payloadType: PAYLOAD_TYPE, payload, signatures: [{ keyId: signer.keyId, signature }] });
};

/**
 * Takes an envelope apart without trusting it. A text is why it is none: also where only its form differs, because the
 * next release names its bytes.
 */
export const openEnvelope = (bytes: Buffer): Opened | string => {
  const value = parsedJson(bytes, MOST_VALUES);
  if (value === undefined) return `it is no DSSE envelope: ${NO_JSON}`;
  const read = envelopeSchema.safeParse(value);
  if (!read.success) return `it is no DSSE envelope: ${problemsIn(read.error)}`;
  const opened: Opened = {
    payloadType: read.data.payloadType,
    payload: Buffer.from(read.data.payload, 'base64'),
    signatures: read.data.signatures.map(({ keyid, sig }) => ({ keyId: keyid, signature: Buffer.from(sig, 'base64') })),
  };
  return written(opened).equals(bytes) ? opened : 'its bytes are not in the form in which an envelope is written';
};

const written = ({ payloadType, payload, signatures }: Opened): Buffer =>
  Buffer.from(
    `${JSON.stringify({
      payloadType,
      payload: payload.toString('base64'),
      signatures: signatures.map(({ keyId, signature }) => ({ keyid: keyId, sig: signature.toString('base64') })),
    })}\n`,
  );
