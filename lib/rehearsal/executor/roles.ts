import type { Access, ExecutorCloud, SigningCredentials } from './cloud/cloud';
import { Failure } from './failure';

const CODEPIPELINE = 'codepipeline.amazonaws.com';
const CODEBUILD = 'codebuild.amazonaws.com';

/** Credentials of every role that an attempt runs as; each role is assumed once. */
export class Roles {
  private readonly assumed = new Map<string, Promise<SigningCredentials>>();

  constructor(
    private readonly cloud: ExecutorCloud,
    /** Credentials of the tools account, with which the services themselves are played. */
    private readonly tools: Access,
    private readonly pipelineRoleArn: string,
    private readonly pipelineExecutionId: string,
  ) {}

  /** An AWS service itself, in the account of a role. */
  service(roleArn: string, region: string): Access {
    const { credentials } = this.tools;
    return { credentials: { ...credentials, accessKeyId: roleArn.split(':')[4] ?? credentials.accessKeyId }, region };
  }

  /** The pipeline's role, as CodePipeline assumes it. */
  pipeline(): Promise<SigningCredentials> {
    return this.once(this.pipelineRoleArn, () =>
      this.cloud.assumeRole(this.tools, {
        roleArn: this.pipelineRoleArn,
        sessionName: this.pipelineExecutionId,
        servicePrincipal: CODEPIPELINE,
      }),
    );
  }

  /** An action's role: assumed by the pipeline's role, across accounts where it lies in another. */
  async action(ownRoleArn: string | undefined): Promise<SigningCredentials> {
    const pipeline = await this.pipeline();
    if (ownRoleArn === undefined) return pipeline;
    return this.once(`action ${ownRoleArn}`, () =>
      this.cloud.assumeRole(
        { credentials: pipeline, region: this.tools.region },
        { roleArn: ownRoleArn, sessionName: this.pipelineExecutionId },
      ),
    );
  }

  /** A project's service role, as CodeBuild assumes it for one build. */
  build(roleArn: string, buildId: string): Promise<SigningCredentials> {
    return this.cloud.assumeRole(this.tools, {
      roleArn,
      sessionName: `AWSCodeBuild-${buildId}`,
      servicePrincipal: CODEBUILD,
    });
  }

  private once(key: string, assume: () => Promise<SigningCredentials>): Promise<SigningCredentials> {
    const known = this.assumed.get(key);
    if (known !== undefined) return known;
    const credentials = assume();
    this.assumed.set(key, credentials);
    return credentials;
  }
}

/** The tools account's credentials, as environment variables carry them. */
export const toolsAccess = (environment: Readonly<Record<string, string>>, region: string): Access => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = environment;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new Failure('the tools account has no credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are needed');
  }
  return {
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
  };
};
