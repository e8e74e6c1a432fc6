import { CloudFormationClient, UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

/** Which stack is protected, and as whom. */
export interface Protection {
  readonly stack: string;
  readonly region: string;
  /** Role in the stack's account that may do this and nothing else. */
  readonly roleArn: string;
}

/**
 * Switches on the termination protection of a stack (ZT-15). CodePipeline cannot, and the CDK's own setting is applied
 * by its command line only (aws-cdk#17871).
 */
export const protect = async ({ stack, region, roleArn }: Protection): Promise<void> => {
  const assume = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'delivery-protection' });
  const { Credentials: given } = await new STSClient({ region }).send(assume);
  if (!given?.AccessKeyId || !given.SecretAccessKey) throw new Error(`AWS gave no credentials for ${roleArn}`);
  const credentials = {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    ...(given.SessionToken && { sessionToken: given.SessionToken }),
  };
  await new CloudFormationClient({ region, credentials }).send(
    new UpdateTerminationProtectionCommand({ StackName: stack, EnableTerminationProtection: true }),
  );
};
