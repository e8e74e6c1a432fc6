import {
  CloudFormationClient,
  SetStackPolicyCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { assumeRole } from '../../lib/aws/assume-role';
import { STACK_POLICY } from '../../lib/contract/stack-policy';
import { FORM, readOptions, runProgram, type Streams } from './program';

const USAGE = `usage: protect --stack NAME --region REGION --role-arn ARN

Protects a stack against deletion, and its data against replacement.

exit code: 0 it is protected, 1 it is not, 2 the request was wrong
`;

const OPTIONS = { stack: FORM.name, region: FORM.region, 'role-arn': FORM.roleArn } as const;

/** Which stack is protected, and as whom. */
interface Protection {
  readonly stack: string;
  readonly region: string;
  /** Role in the stack's account that may do these two things and nothing else. */
  readonly roleArn: string;
}

/**
 * Protects a stack against deletion, and what holds state in it against updates that would replace it or take it out
 * (ZT-15). CodePipeline can do neither, and the CDK's own setting is applied by its command line only (aws-cdk#17871).
 */
const protect = async ({ stack, region, roleArn }: Protection): Promise<void> => {
  const session = { roleArn, sessionName: 'delivery-protection' };
  const credentials = await assumeRole(session, (Client) => new Client({ region }));
  const cloudFormation = new CloudFormationClient({ region, credentials });
  await cloudFormation.send(
    new UpdateTerminationProtectionCommand({ StackName: stack, EnableTerminationProtection: true }),
  );
  const policy = JSON.stringify(STACK_POLICY);
  await cloudFormation.send(new SetStackPolicyCommand({ StackName: stack, StackPolicyBody: policy }));
};

/** Runs the command line of the protection. @returns the exit code, see the usage */
export const protectProgram = (argv: readonly string[], to: Streams): Promise<number> => {
  const read = (args: readonly string[]) => {
    const { stack, region, 'role-arn': roleArn } = readOptions(args, OPTIONS);
    return async (): Promise<number> => {
      await protect({ stack, region, roleArn });
      to.stdout(`${stack} is protected against deletion, and its data against replacement\n`);
      return 0;
    };
  };
  return runProgram({ name: 'protect', usage: USAGE, read }, argv, to);
};
