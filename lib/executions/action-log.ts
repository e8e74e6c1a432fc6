import { UserError } from '../ground/user-error';
import type { ActionExecutionDetail, PipelinePlace } from './pipeline';

/** What is asked of CodeBuild and CloudWatch Logs, to read what a build wrote. */
export interface BuildLogs {
  /** Where a build writes; undefined where it writes nothing to CloudWatch Logs, or is not there. */
  stream(buildId: string): Promise<{ readonly group: string; readonly stream: string } | undefined>;
  /** One page from the beginning on; the same token as before says that it was the last. */
  page(
    at: { readonly group: string; readonly stream: string },
    token: string | undefined,
  ): Promise<{ readonly lines: readonly string[]; readonly next: string | undefined }>;
}

/** The calls of a pipeline's account, by the SDK. */
export const buildLogsAt = async ({ name: _, ...place }: PipelinePlace): Promise<BuildLogs> => {
  const builds = await import('@aws-sdk/client-codebuild');
  const logs = await import('@aws-sdk/client-cloudwatch-logs');
  const [codeBuild, cloudWatch] = [new builds.CodeBuildClient(place), new logs.CloudWatchLogsClient(place)];
  return {
    async stream(id) {
      const { builds: found = [] } = await codeBuild.send(new builds.BatchGetBuildsCommand({ ids: [id] }));
      const { groupName: group, streamName: stream } = found[0]?.logs ?? {};
      return group === undefined || stream === undefined ? undefined : { group, stream };
    },
    async page({ group, stream }, nextToken) {
      const asked = { logGroupName: group, logStreamName: stream, startFromHead: true };
      const command = new logs.GetLogEventsCommand({ ...asked, ...(nextToken !== undefined && { nextToken }) });
      const { events = [], nextForwardToken: next } = await cloudWatch.send(command);
      return { lines: events.map(({ message = '' }) => message.trimEnd()), next };
    },
  };
};

/**
 * The newest run of an action, by its name or as `stage/action`.
 *
 * @throws {UserError} when none has run, or several are called so
 */
export const actionMeant = (actions: readonly ActionExecutionDetail[], meant: string): ActionExecutionDetail => {
  const keyOf = ({ stageName, actionName }: ActionExecutionDetail): string => `${stageName}/${actionName}`;
  const found = actions.filter((action) => action.actionName === meant || keyOf(action) === meant);
  const names = [...new Set(found.map(keyOf))];
  if (names.length > 1) throw new UserError(`several actions are called ${meant}, say which: ${names.join(', ')}`);
  const [newest] = found;
  if (newest !== undefined) return newest;
  const ran = [...new Set(actions.map(keyOf))].join(', ') || 'none';
  throw new UserError(`no action ${meant} has run in this execution: ${ran}`);
};

/**
 * What the build of an action wrote.
 *
 * @throws {UserError} when it was no build, or its log is not in CloudWatch Logs
 */
export const logOf = async (action: ActionExecutionDetail, logs: BuildLogs): Promise<readonly string[]> => {
  const name = `${action.stageName}/${action.actionName}`;
  const { provider } = action.input?.actionTypeId ?? {};
  const buildId = action.output?.executionResult?.externalExecutionId;
  if (provider !== 'CodeBuild' || buildId === undefined) {
    throw new UserError(`${name} has no log: CodeBuild's actions have one, this is ${provider}, ${action.status}`);
  }
  const at = await logs.stream(buildId);
  if (at === undefined) throw new UserError(`build ${buildId} of ${name} has written nothing to CloudWatch Logs`);
  const lines: string[] = [];
  for (let token: string | undefined; ; ) {
    const page = await logs.page(at, token);
    lines.push(...page.lines);
    if (page.next === undefined || page.next === token) return lines;
    token = page.next;
  }
};
