import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { messageOf } from '../ground/message-of';
import { sha256 } from '../ground/sha256';
import { UserError } from '../ground/user-error';

/**
 * Reads the public half of a signing key.
 *
 * @throws {UserError} when it is not a public P-256 key in PEM
 */
export const readPublicKey = (pem: string, from: string): KeyObject => {
  const key = parsed(pem, from);
  if (key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  throw new UserError(`${from} must hold a public key on the curve P-256, it holds ${key.asymmetricKeyType}`);
};

const parsed = (pem: string, from: string): KeyObject => {
  if (!pem.includes('-----BEGIN PUBLIC KEY-----')) {
    throw new UserError(`${from} must hold a public key in PEM, it begins with "${pem.slice(0, 27)}"`);
  }
  try {
    return createPublicKey(pem);
  } catch (error) {
    throw new UserError(`${from} must hold a public key in PEM: ${messageOf(error)}`);
  }
};

/** A key in PEM from what KMS answers, which is its SubjectPublicKeyInfo in DER. */
export const pemOf = (der: Uint8Array): string =>
  createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' })
    .export({ format: 'pem', type: 'spki' })
    .toString();

/** SHA-256 of a public key's SubjectPublicKeyInfo; `openssl pkey -pubin -outform DER | sha256sum` prints the same. */
export const fingerprint = (key: KeyObject): string => sha256(key.export({ format: 'der', type: 'spki' }));

/** Whether a signature in DER fits. */
export const fits = (key: KeyObject, message: Buffer, signature: Buffer): boolean =>
  verify('sha256', message, { key, dsaEncoding: 'der' }, signature);
