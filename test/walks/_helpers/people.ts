import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import { assumeRole, type SessionCredentials } from '../../../lib/aws/assume-role';

/** An account of an emulator, and what its root user signs with. */
export interface PlayedAccount {
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  readonly secret: string;
}

/** One statement's worth of what somebody may do. */
export interface Allowed {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Makes somebody who may do this and nothing else. */
export const userIn = async (
  { endpoint, account, region, secret }: PlayedAccount,
  name: string,
  { actions, resources }: Allowed,
): Promise<SessionCredentials> => {
  const iam = new IAMClient({ endpoint, region, credentials: { accessKeyId: account, secretAccessKey: secret } });
  const Statement = [{ Effect: 'Allow', Action: actions, Resource: resources }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new CreateUserCommand({ UserName: name }));
  await iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: 'work', PolicyDocument }));
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
  if (!key?.AccessKeyId || !key.SecretAccessKey) throw new Error(`${name} was given no key`);
  return { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey };
};

/** The same person as a role that he may become, under a name. */
export const becoming = (
  { endpoint, account, region }: PlayedAccount,
  credentials: SessionCredentials,
  role: string,
  sessionName: string,
): Promise<SessionCredentials> =>
  assumeRole(
    { roleArn: `arn:aws:iam::${account}:role/${role}`, sessionName },
    () => new STSClient({ endpoint, region, credentials }),
  );

/** Variables that make a command one of them. */
export const variablesOf = (
  { endpoint, region }: PlayedAccount,
  { accessKeyId, secretAccessKey, sessionToken }: SessionCredentials,
): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
});
