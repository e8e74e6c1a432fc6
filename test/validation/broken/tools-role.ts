import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Delivered, TOOLS } from '../../stacks/_helpers/delivered';

/** Makes a role of the tools account, as the pipeline's stack would, and becomes it: credentials as environment variables. */
export const sessionOfToolsRole = async (
  delivered: Delivered,
  name: string,
): Promise<Readonly<Record<string, string>>> => {
  const anybody = { Effect: 'Allow', Principal: { AWS: TOOLS }, Action: 'sts:AssumeRole' };
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: [anybody] });
  const settings = delivered.as(TOOLS);
  await new IAMClient(settings).send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
  const { Credentials: given } = await new STSClient(settings).send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${TOOLS}:role/${name}`, RoleSessionName: 'build' }),
  );
  return {
    AWS_ACCESS_KEY_ID: given?.AccessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: given?.SecretAccessKey ?? '',
    AWS_SESSION_TOKEN: given?.SessionToken ?? '',
  };
};
