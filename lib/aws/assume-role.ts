import type { STSClient } from '@aws-sdk/client-sts';
import { permitted } from './call-refused';

/** Credentials of a session; without `expiration` they are good for ever. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Which role is assumed, and what the session is called in the trail. */
export interface RoleSession {
  readonly roleArn: string;
  readonly sessionName: string;
}

/**
 * Assumes a role. The SDK's package is loaded only then.
 *
 * @param clientOf makes the client that asks: where, as whom and how patiently is the caller's to say
 * @throws {CallRefused} when the role does not exist or does not trust the caller
 */
export const assumeRole = async (
  { roleArn, sessionName }: RoleSession,
  clientOf: (Client: typeof STSClient) => Pick<STSClient, 'send'>,
): Promise<SessionCredentials> => {
  const sdk = await import('@aws-sdk/client-sts');
  const command = new sdk.AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName });
  const { Credentials: given } = await permitted('sts:AssumeRole', () => clientOf(sdk.STSClient).send(command));
  if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken) {
    throw new Error(`AWS gave no credentials for ${roleArn}`);
  }
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
    ...(given.Expiration && { expiration: given.Expiration }),
  };
};
