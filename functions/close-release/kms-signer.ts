import { createHash } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { Signer } from '../../lib/evidence/dsse';
import { fingerprint, pemOf, readPublicKey } from '../../lib/evidence/public-key';
import { callFailed } from '../aws-call';

/** A signer with the key's public half, for whoever checks. */
export interface PublishedSigner extends Signer {
  readonly pem: string;
}

/** Signs with an asymmetric key of KMS, which takes digests: a statement is longer than what it would digest itself. */
export const kmsSigner = async (client: KMSClient, keyArn: string): Promise<PublishedSigner> => {
  const { PublicKey: der } = await client.send(new GetPublicKeyCommand({ KeyId: keyArn })).catch((error: unknown) => {
    throw callFailed('kms:GetPublicKey', error);
  });
  if (der === undefined) throw new Error(`KMS answered without the public half of ${keyArn}`);
  const pem = pemOf(der);
  return {
    pem,
    keyId: fingerprint(readPublicKey(pem, keyArn)),
    async sign(message) {
      const digest = createHash('sha256').update(message).digest();
      const signing = {
        KeyId: keyArn,
        Message: digest,
        MessageType: 'DIGEST',
        SigningAlgorithm: 'ECDSA_SHA_256',
      } as const;
      const { Signature: signature } = await client.send(new SignCommand(signing)).catch((error: unknown) => {
        throw callFailed('kms:Sign', error);
      });
      if (signature === undefined) throw new Error(`KMS answered without a signature of ${keyArn}`);
      return Buffer.from(signature);
    },
  };
};
