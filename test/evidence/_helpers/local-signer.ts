import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Signer } from '../../../lib/evidence/dsse';
import { fingerprint } from '../../../lib/evidence/public-key';

/** A signer whose private key is here, as only a test has it. */
export interface LocalSigner extends Signer {
  readonly publicKey: KeyObject;
  readonly pem: string;
}

/** A fresh P-256 key. */
export const localSigner = (): LocalSigner => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKey = createPublicKey(privateKey);
  return {
    publicKey,
    pem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    keyId: fingerprint(publicKey),
    sign: async (message) => sign('sha256', message, { key: privateKey, dsaEncoding: 'der' }),
  };
};
