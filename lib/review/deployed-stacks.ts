import { CloudFormationClient, DescribeStacksCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { assumeRole } from '../aws/assume-role';
import { named, permitted } from '../aws/call-refused';

/** A stack as CloudFormation has it. */
export interface DeployedStack {
  /** For example `UPDATE_COMPLETE`. */
  readonly status: string;
  /** The template as it was given; absent where nothing was ever created from one. */
  readonly template?: string;
}

/** The only calls that a review makes of AWS. */
export interface DeployedStacks {
  /** A stack by its name; undefined where there is none. @throws {CallRefused} when the role may not look */
  stack(name: string): Promise<DeployedStack | undefined>;
}

/** Where to look, and as whom. */
export interface SdkDeployedStacksOptions {
  readonly region: string;
  /** Role in the target that may read its templates. @default the credentials as they are */
  readonly roleArn?: string;
}

/** Throttling slows it down instead of failing it, and no call waits for ever. */
const clientSettings = (region: string) => ({
  region,
  retryMode: 'adaptive',
  maxAttempts: 8,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
});

/** AWS itself, or whatever `AWS_ENDPOINT_URL` names. The only file of the review that builds SDK clients. */
export const sdkDeployedStacks = ({ region, roleArn }: SdkDeployedStacksOptions): DeployedStacks => {
  let client: Promise<CloudFormationClient> | undefined;
  const cloudFormation = () => {
    client ??= clientOf(region, roleArn);
    return client;
  };
  return {
    async stack(name) {
      const caller = await cloudFormation();
      const status = await statusOf(caller, name);
      if (status === undefined) return undefined;
      // Nothing was ever created from the template of a change set that nobody executed.
      if (status === 'REVIEW_IN_PROGRESS') return { status };
      const command = new GetTemplateCommand({ StackName: name, TemplateStage: 'Original' });
      const { TemplateBody: template } = await permitted('cloudformation:GetTemplate', () => caller.send(command));
      return { status, ...(template !== undefined && { template }) };
    },
  };
};

const clientOf = async (region: string, roleArn: string | undefined): Promise<CloudFormationClient> => {
  if (roleArn === undefined) return new CloudFormationClient(clientSettings(region));
  const session = { roleArn, sessionName: 'delivery-review' };
  const credentials = await assumeRole(session, (Client) => new Client(clientSettings(region)));
  return new CloudFormationClient({ ...clientSettings(region), credentials });
};

const statusOf = async (client: CloudFormationClient, name: string): Promise<string | undefined> => {
  try {
    const { Stacks: [stack] = [] } = await permitted('cloudformation:DescribeStacks', () =>
      client.send(new DescribeStacksCommand({ StackName: name })),
    );
    return stack?.StackStatus;
  } catch (error) {
    // CloudFormation has no error of its own for this.
    if (named(error, /^ValidationError$/) && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
};
