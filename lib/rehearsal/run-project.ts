import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../ground/user-error';
import { credentialsOf } from './emulator/endpoint';
import { Build } from './executor/actions/codebuild/build';
import { makeDirectories, removeTemporary } from './executor/actions/codebuild/directories';
import { ProcessGroups } from './executor/actions/codebuild/process-group';
import type { ActionOutcome } from './executor/actions/handler';
import { ArtifactExchange } from './executor/artifacts/artifact-exchange';
import { awsCloud } from './executor/cloud/aws-cloud';
import type { ExecutorOptions, SourceRevision } from './executor/options';
import { Orders } from './executor/orders';
import type { PlannedAction } from './executor/plan/plan';
import { Roles, toolsAccess } from './executor/roles';
import { makePrivateDirectory, removeAside } from './private-directory/private-directory';
import type { Session } from './session/session';
import { environmentOfBuilds, type Machine } from './toolchain/build-environment';
import { cacheDirectory } from './toolchain/cache-directory';

/** A build that is started by hand, as CodeBuild's StartBuild takes it. */
export interface StartedByHand {
  readonly projectName: string;
  /** `bucket/key` of a zip object. */
  readonly sourceLocationOverride: string;
  readonly environmentVariablesOverride: readonly object[];
}

const SOURCE = 'Source';

/**
 * Runs a build of a project whose source is an object of S3, in a kept rehearsal, as its service role.
 *
 * @throws {UserError} when the project is not there, or is of another kind
 */
export const runProject = async (
  session: Session,
  start: StartedByHand,
  {
    machine,
    log,
    signal,
  }: { readonly machine: Machine; readonly log: (line: string) => void; readonly signal: AbortSignal },
): Promise<ActionOutcome> => {
  const { tools, pipelineName } = session;
  const privateDirectory = makePrivateDirectory('build');
  const groups = new ProcessGroups();
  try {
    const directory = join(privateDirectory, 'build');
    mkdirSync(directory);
    const options = optionsOf(session, { machine, privateDirectory, signal });
    const cloud = awsCloud(session.endpoint, signal);
    const access = toolsAccess(options.credentials, tools.region);
    const project = await cloud.getProject(access, start.projectName);
    const { serviceRole, source } = project ?? {};
    if (project === undefined || serviceRole === undefined || source?.type !== 'S3') {
      throw new UserError(`there is no project ${start.projectName} with a source in S3: rehearse a release first`);
    }
    const roles = new Roles(cloud, access, serviceRole, options.pipelineExecutionId);
    const exchange = new ArtifactExchange(cloud, pipelineName, new Map(), () => roles.pipeline());
    exchange.adopt(SOURCE, tools.region, locationIn(start.sourceLocationOverride));
    const directories = await makeDirectories(directory);
    try {
      const buildId = options.pipelineExecutionId;
      const configuration = {
        ProjectName: start.projectName,
        EnvironmentVariables: JSON.stringify(start.environmentVariablesOverride),
      };
      const context = {
        action: actionOf(configuration, serviceRole, tools.region),
        configuration,
        access,
        cloud,
        roles,
        exchange,
        orders: new Orders(cloud, access, options),
        token: '',
        options,
        directory,
        log,
        signal,
      };
      const credentials = await roles.build(serviceRole, buildId);
      const checked = { ...project, serviceRole };
      const build = new Build(context, { project: checked, buildId, buildNumber: 1, credentials, directories, groups });
      return await build.run();
    } finally {
      removeTemporary(directories);
    }
  } finally {
    groups.end();
    removeAside(privateDirectory);
  }
};

const locationIn = (location: string) => {
  const [bucket = '', ...key] = location.split('/');
  return { bucket, key: key.join('/') };
};

const actionOf = (configuration: Readonly<Record<string, string>>, roleArn: string, region: string): PlannedAction => ({
  stageName: 'by hand',
  actionName: 'Build',
  category: 'Build',
  provider: 'CodeBuild',
  runOrder: 1,
  type: 'Build/CodeBuild',
  roleArn,
  region,
  configuration,
  inputs: [SOURCE],
  outputs: [],
});

const optionsOf = (
  { endpoint: url, secret, tools, pipelineName }: Session,
  {
    machine,
    privateDirectory,
    signal,
  }: { readonly machine: Machine; readonly privateDirectory: string; readonly signal: AbortSignal },
): ExecutorOptions => ({
  endpoint: url,
  credentials: credentialsOf({ url, secret }, tools.account, tools.region),
  region: tools.region,
  pipelineName,
  pipelineExecutionId: randomUUID(),
  revision: NO_REVISION,
  workDirectory: privateDirectory,
  logDirectory: privateDirectory,
  toolDirectories: [machine.nodeModules],
  npmCache: machine.npmCache,
  runtimeCache: cacheDirectory(machine.env),
  buildEnvironment: environmentOfBuilds(machine, privateDirectory),
  approve: async () => undefined,
  emit: () => undefined,
  signal,
});

/** Nothing is fetched from a repository. */
const NO_REVISION: SourceRevision = {
  commitId: '',
  branch: '',
  message: '',
  author: '',
  checkout: async () => undefined,
};
