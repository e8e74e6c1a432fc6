import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../ground/user-error';
import { credentialsOf } from './emulator/endpoint';
import { Build } from './executor/actions/codebuild/build';
import { makeDirectories, removeTemporary } from './executor/actions/codebuild/directories';
import { ProcessGroups } from './executor/actions/codebuild/process-group';
import type { CheckedProject } from './executor/actions/codebuild/project';
import type { ActionContext, ActionOutcome } from './executor/actions/handler';
import { ArtifactExchange } from './executor/artifacts/artifact-exchange';
import { awsCloud } from './executor/cloud/aws-cloud';
import type { Access, ExecutorCloud } from './executor/cloud/cloud';
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

interface With {
  readonly machine: Machine;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs a build of a project whose source is an object of S3, in a kept rehearsal, as its service role.
 *
 * @throws {UserError} when the project is not there, or is of another kind
 */
export const runProject = async (session: Session, start: StartedByHand, by: With): Promise<ActionOutcome> => {
  const privateDirectory = makePrivateDirectory('build');
  const directory = join(privateDirectory, 'build');
  mkdirSync(directory);
  const groups = new ProcessGroups();
  try {
    const directories = await makeDirectories(directory);
    try {
      const { context, project } = await contextOf(session, start, { ...by, privateDirectory, directory });
      const buildId = context.options.pipelineExecutionId;
      const credentials = await context.roles.build(project.serviceRole, buildId);
      return await new Build(context, { project, buildId, buildNumber: 1, credentials, directories, groups }).run();
    } finally {
      removeTemporary(directories);
    }
  } finally {
    groups.end();
    removeAside(privateDirectory);
  }
};

/** What a build of an action gets, where no pipeline has started it. */
const contextOf = async (
  session: Session,
  start: StartedByHand,
  { directory, log, signal, ...place }: With & { readonly privateDirectory: string; readonly directory: string },
): Promise<{ readonly context: ActionContext; readonly project: CheckedProject }> => {
  const { region } = session.tools;
  const options = optionsOf(session, { ...place, signal });
  const cloud = awsCloud(session.endpoint, signal);
  const access = toolsAccess(options.credentials, region);
  const project = await projectOf(cloud, access, start.projectName);
  const roles = new Roles(cloud, access, project.serviceRole, options.pipelineExecutionId);
  const exchange = new ArtifactExchange(cloud, session.pipelineName, new Map(), () => roles.pipeline());
  exchange.adopt(SOURCE, region, locationIn(start.sourceLocationOverride));
  const configuration = {
    ProjectName: start.projectName,
    EnvironmentVariables: JSON.stringify(start.environmentVariablesOverride),
  };
  const action = actionOf(configuration, project.serviceRole, region);
  const orders = new Orders(cloud, access, options);
  const made = { cloud, roles, exchange, orders, options, directory, log, signal };
  return { context: { action, configuration, access, token: '', ...made }, project };
};

const projectOf = async (cloud: ExecutorCloud, access: Access, name: string): Promise<CheckedProject> => {
  const project = await cloud.getProject(access, name);
  const { serviceRole, source } = project ?? {};
  if (project === undefined || serviceRole === undefined || source?.type !== 'S3') {
    throw new UserError(`there is no project ${name} with a source in S3: rehearse a release first`);
  }
  return { ...project, serviceRole };
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
