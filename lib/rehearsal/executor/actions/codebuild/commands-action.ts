import { Failure } from '../../failure';
import type { Compute } from '../../plan/plan';
import type { Handler } from '../handler';
import { runBuild } from './codebuild';

/**
 * Runs commands without a project, with the credentials of the action's role. CodePipeline's own CodeBuild does so there: its image has no name
 * of ours, and its log is in a group of the pipeline.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Commands.html
 */
export const commands: Handler = {
  async run(context) {
    const { action, access, options } = context;
    const { compute, roleArn, inputs, actionName } = action;
    if (compute === undefined) throw new Failure(`action ${actionName} has no commands`);
    const [, partition, , , account] = roleArn.split(':');
    const name = `${options.pipelineName}-${actionName}`;
    const project = {
      name,
      arn: `arn:${partition}:codebuild:${access.region}:${account}:project/${name}`,
      serviceRole: roleArn,
      source: { type: 'CODEPIPELINE' as const, buildspec: buildspecOf(compute) },
      environment: {
        type: 'LINUX_CONTAINER' as const,
        image: undefined,
        computeType: undefined,
        environmentVariables: [...compute.environment],
      },
      logsConfig: {
        cloudWatchLogs: { status: 'ENABLED' as const, groupName: `/aws/codepipeline/${options.pipelineName}` },
      },
    };
    const PrimarySource = inputs[0] ?? '';
    const configuration = { ...context.configuration, PrimarySource };
    return runBuild({ ...context, configuration }, project, async () => access.credentials);
  },
};

const buildspecOf = ({ commands: run, files }: Compute): string =>
  JSON.stringify({
    version: '0.2',
    phases: { build: { commands: run } },
    artifacts: { files },
  });
