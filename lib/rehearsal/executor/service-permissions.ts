import type { Permission, Project } from './cloud/cloud';
import type { PlannedAction } from './plan/plan';

/**
 * What an action's role needs for a build of a project: CodePipeline starts it and looks how it goes.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
 */
export const toBuild = ({ arn }: Project): readonly Permission[] =>
  ['codebuild:StartBuild', 'codebuild:BatchGetBuilds'].map((action) => ({ action, resource: arn ?? '*' }));

/**
 * What a project's service role needs for the log of a build; CodeBuild fails a build whose log it may not write.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
 */
export const toLog = (project: Project, buildId: string): readonly Permission[] => {
  const { status, groupName } = project.logsConfig?.cloudWatchLogs ?? {};
  if (status === 'DISABLED') return [];
  const group = `log-group:${groupName ?? `/aws/codebuild/${project.name}`}`;
  const resource = `${placeOf(project, 'logs')}:${group}:log-stream:${streamOf(project, buildId)}`;
  return ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, resource }));
};

/** The log stream of a build. */
export const streamOf = ({ logsConfig }: Project, buildId: string): string =>
  [logsConfig?.cloudWatchLogs?.streamName, buildId].filter((part) => part !== undefined).join('/');

/**
 * What a project's service role needs to publish the reports of a buildspec. A group that is named by its bare name belongs
 * to the project, and is made with its first report.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/test-permissions.html
 */
export const toReport = (project: Project, groups: readonly string[]): readonly Permission[] =>
  groups.flatMap((group) => {
    const isArn = group.startsWith('arn:');
    const resource = isArn ? group : `${placeOf(project, 'codebuild')}:report-group/${project.name}-${group}`;
    const actions = ['codebuild:CreateReport', 'codebuild:UpdateReport', 'codebuild:BatchPutTestCases'];
    return [...(isArn ? [] : ['codebuild:CreateReportGroup']), ...actions].map((action) => ({ action, resource }));
  });

/**
 * What an action's role needs to fetch a commit by a connection, whose service has two names. By one page a policy has to use that
 * of the ARN, by another the older one for what the console made, with the newer in its ARN; the CDK grants the older alone, whatever the ARN says.
 *
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/security_iam_id-based-policy-examples-connections.html
 */
export const toConnect = (connectionArn: string): readonly Permission[] => {
  const own = `${connectionArn.split(':')[2]}:UseConnection`;
  const older = 'codestar-connections:UseConnection';
  return [{ action: own, resource: connectionArn, ...(own !== older && { or: older }) }];
};

/**
 * What an action's role needs to fetch a commit from a repository of CodeCommit, in the role's account.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html
 */
export const toFetch = (repository: string, roleArn: string, region: string): readonly Permission[] => {
  const [, partition, , , account] = roleArn.split(':');
  const resource = `arn:${partition}:codecommit:${region}:${account}:${repository}`;
  return ['GetBranch', 'GetCommit', 'UploadArchive', 'GetUploadArchiveStatus'].map((name) => ({
    action: `codecommit:${name}`,
    resource,
  }));
};

/**
 * What a project's service role needs for a source that is cloned with its history.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/troubleshooting.html#codebuild-role-connections
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/troubleshooting.html#codebuild-role-codecommitclone
 */
export const toClone = (
  { ConnectionArn: connection, RepositoryName: name = '' }: Readonly<Record<string, string>>,
  { roleArn, region }: Pick<PlannedAction, 'roleArn' | 'region'>,
): readonly Permission[] => {
  if (connection !== undefined) return toConnect(connection);
  const [, partition, , , account] = roleArn.split(':');
  return [{ action: 'codecommit:GitPull', resource: `arn:${partition}:codecommit:${region}:${account}:${name}` }];
};

/** The beginning of ARNs in a project's region and account. */
const placeOf = ({ arn = '' }: Project, service: string): string => {
  const [, partition, , region, account] = arn.split(':');
  return `arn:${partition}:${service}:${region}:${account}`;
};
