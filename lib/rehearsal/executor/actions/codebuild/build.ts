import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { engineIn } from '../../../toolchain/engine';
import { passwordsIn, withoutProxy } from '../../../toolchain/proxies';
import { unzip } from '../../artifacts/archive';
import type { SigningCredentials } from '../../cloud/cloud';
import type { ActionOutput } from '../../event';
import { describeError, Failure } from '../../failure';
import { toLog, toReport } from '../../service-permissions';
import type { ActionContext, ActionOutcome } from '../handler';
import { type Buildspec, findBuildspec } from './buildspec';
import { type BuildCache, buildCache, cacheStore } from './cache';
import { checkTogether } from './check-together';
import { writeCommands } from './commands';
import type { BuildDirectories } from './directories';
import { buildVariables, installationEnvironment, machinePath, standardEnvironment } from './environment';
import { runtimeDirectories } from './image-runtime';
import { laterBy } from './later';
import { containerLine } from './lines';
import { collectOutputs, logReports } from './outputs';
import { runPhases } from './phases';
import type { ProcessGroups } from './process-group';
import type { CheckedProject } from './project';
import { ShellSession } from './shell-session';

/** What a build is made from. */
export interface BuildParts {
  readonly project: CheckedProject;
  readonly buildId: string;
  readonly buildNumber: number;
  readonly credentials: SigningCredentials;
  readonly directories: BuildDirectories;
  readonly groups: ProcessGroups;
}

/** One build of a project: download, phases, outputs. */
export class Build {
  readonly credentials: SigningCredentials;
  /** Names of the report groups that it publishes to, once it has run. */
  reports: readonly string[] = [];
  private cache: BuildCache | undefined;

  constructor(
    private readonly context: ActionContext,
    private readonly parts: BuildParts,
  ) {
    this.credentials = parts.credentials;
  }

  /** Runs the build. A failed build is an outcome that shows what it wrote. */
  async run(): Promise<ActionOutcome> {
    const { action, options, signal } = this.context;
    const { project, directories } = this.parts;
    const { log, cloud } = this.context;
    const inputs = await this.download();
    const buildspec = await findBuildspec(project.source?.buildspec, directories.source);
    checkTogether(buildspec, project);
    this.reports = Object.keys(buildspec.reports);
    const runtime = await this.runtime(buildspec);
    await writeCommands({
      directory: directories.commands,
      prefix: directories.tools,
      toolDirectories: options.toolDirectories,
      path: [...runtime, ...machinePath(options.buildEnvironment)],
      engine: engineIn(options.buildEnvironment ?? {}),
    });
    await cloud.requirePermissions(this.access, toLog(project, this.parts.buildId));
    const session = await this.open(buildspec, inputs, runtime);
    const store = cacheStore(project, cloud, this.access, join(options.workDirectory, 'cache'));
    this.cache = await buildCache(buildspec, store, directories, (text) => session.expand(text), log);
    await this.cache.restore();
    signal.throwIfAborted();

    const failure = await runPhases(buildspec, session, log, signal);
    const variables = failure === undefined ? await session.exportedVariables() : {};
    await session.close();
    await logReports(buildspec, directories, log);
    await cloud.requirePermissions(this.access, toReport(project, this.reports));
    if (failure !== undefined) {
      return { status: 'Failed', summary: failure, outputs: await this.collectAfterFailure(buildspec, log) };
    }
    const outputs = await collectOutputs(buildspec, action.outputs, directories);
    return { status: 'Succeeded', summary: `build ${project.name} succeeded`, outputs, variables };
  }

  /** Keeps the cache of a successful build. */
  async saveCache(): Promise<void> {
    await this.cache?.save();
  }

  private get access() {
    return { credentials: this.credentials, region: this.context.access.region };
  }

  /** Fetches the input artifacts as the build's own role: the primary source and, beside it, the others. */
  private async download(): Promise<ReadonlyMap<string, string>> {
    const { action, cloud, configuration, exchange } = this.context;
    const { directories } = this.parts;
    const primary = configuration['PrimarySource'] ?? action.inputs[0];
    if (action.inputs.length > 1 && configuration['PrimarySource'] === undefined) {
      throw new Failure('an action with several input artifacts needs PrimarySource, which it does not set');
    }
    if (primary === undefined || !action.inputs.includes(primary)) {
      throw new Failure(`PrimarySource ${primary} is not an input artifact: known are ${action.inputs.join(', ')}`);
    }
    const placed = action.inputs.map(async (name): Promise<[string, string]> => {
      const directory = name === primary ? directories.source : join(directories.inputs, basename(name));
      await mkdir(directory, { recursive: true });
      await cloud.requirePermissions(this.access, exchange.neededFor(name));
      await unzip(await exchange.fetch(this.access, name), directory);
      return [name, directory];
    });
    return new Map(await Promise.all(placed));
  }

  /** Where the programs of the image lie that this machine has in another version. */
  private runtime(buildspec: Buildspec): Promise<readonly string[]> {
    const { options, signal, log } = this.context;
    const env = installationEnvironment(this.parts.directories, options);
    return runtimeDirectories(buildspec, this.parts.project, {
      cache: options.runtimeCache,
      env,
      signal,
      log,
    });
  }

  /** The build's shell, with everything in its environment. */
  private async open(
    buildspec: Buildspec,
    inputs: ReadonlyMap<string, string>,
    runtime: readonly string[],
  ): Promise<ShellSession> {
    const { cloud, configuration } = this.context;
    const { project, buildId, directories, groups } = this.parts;
    const variables = await buildVariables(
      buildspec,
      project,
      configuration['EnvironmentVariables'],
      cloud,
      this.access,
    );
    const environment = await this.environment(inputs, runtime, variables.values);
    const { log, options, action } = this.context;
    const crash = options.strike?.('crashed-build', action);
    log(containerLine(`Build ${buildId} of project ${project.name} as ${project.serviceRole}`));
    if (project.vpcConfig?.vpcId !== undefined)
      log(containerLine(`It belongs into ${project.vpcConfig.vpcId}; this machine's own network is used`));
    return new ShellSession({
      groups,
      shell: shellOf(basename(buildspec.env.shell), project.environment?.image),
      stateDirectory: directories.state,
      workingDirectory: directories.source,
      environment,
      exportedVariables: action.compute?.variables ?? buildspec.env['exported-variables'],
      // A proxy's password is no variable of the build, but what a build prints is kept, and signed.
      mask: masking([...variables.secrets, ...passwordsIn(options.buildEnvironment ?? {})]),
      log,
      ...(crash !== undefined && { crash: Number(crash['exit'] ?? 137) }),
    });
  }

  /** What the machine and CodeBuild give, and over it the build's own variables. */
  private async environment(
    inputs: ReadonlyMap<string, string>,
    runtime: readonly string[],
    own: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, string>>> {
    const { action, configuration, exchange, options, access } = this.context;
    const { project, buildId, buildNumber, credentials, directories } = this.parts;
    const primary = configuration['PrimarySource'] ?? action.inputs[0] ?? '';
    const { bucket, key } = await exchange.locate(primary, access.region);
    const { region } = access;
    const sourceVersion = `arn:aws:s3:::${bucket}/${key}`;
    const started = {
      buildId,
      buildNumber,
      project,
      region,
      credentials,
      directories,
      inputs,
      runtime,
      sourceVersion,
      commitId: exchange.revisionOf(primary) ?? options.revision.commitId,
      startTime: Date.now(),
    };
    const days = options.strike?.('later', action)?.['days'];
    const variables = laterBy(Number(days ?? 0), { ...standardEnvironment(started, options), ...own });
    // A project may bring the proxy of its VPC: that one does not stand before the emulator either.
    return { ...variables, ...withoutProxy(variables) };
  }

  private async collectAfterFailure(
    buildspec: Buildspec,
    log: (line: string) => void,
  ): Promise<readonly ActionOutput[]> {
    const { action } = this.context;
    return collectOutputs(buildspec, action.outputs, this.parts.directories).catch((error: unknown) => {
      log(containerLine(`The failed build left no artifact: ${describeError(error)}`));
      return [];
    });
  }
}

/**
 * A shell by its name. On Amazon Linux `sh` is bash, which the prompt `sh-5.2#` of its images shows and no page says: it knows `source`,
 * `[[` and `pushd`, as the one of Ubuntu's images does not.
 */
const shellOf = (name: string, image = ''): readonly [string, ...string[]] =>
  name === 'sh' && /^aws\/codebuild\/amazonlinux/.test(image) ? ['bash', '--posix'] : [name];

/**
 * CodeBuild shows parameters, secrets and ids of access keys as asterisks.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env
 */
const masking = (secrets: readonly string[]): ((line: string) => string) => {
  const hidden = secrets.flatMap((secret) => secret.split('\n')).filter((line) => line.length > 3);
  return (line) =>
    hidden.reduce((text, secret) => text.replaceAll(secret, '***'), line).replaceAll(ACCESS_KEY_ID, '***');
};

const ACCESS_KEY_ID = /\bA[SK]IA[A-Z0-9]{16}\b/g;
