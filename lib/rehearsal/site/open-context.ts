import { mkdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../../ground/counted';
import { UserError } from '../../ground/user-error';
import type { BootstrapTarget } from '../assembly/read-assembly';
import { givenEndpoint, secretIn } from '../emulator/endpoint';
import { KeptBuilds } from '../executor/actions/codebuild/reuse/kept-builds';
import type { SourceRevision } from '../executor/options';
import { type Commit, refuseLinksOut } from '../git/commit';
import { type Git, gitIn } from '../git/git';
import { openWorkspace } from '../git/open-workspace';
import type { Workspace } from '../git/workspace';
import { makePrivateDirectory, removeAside, temporaryDirectory } from '../private-directory/private-directory';
import { type Emit, timestamp } from '../progress';
import type { Collector } from '../record/collector';
import type { PermissionMode } from '../record/permission-record';
import { keptBuildsIn, recordsOf, requireWritable } from '../record/records';
import { sweep, sweptWords } from '../session/sweep';
import {
  buildEnvironment,
  environmentOfBuilds,
  INSIDE,
  type Machine,
  type Surroundings,
  type UsersNpm,
} from '../toolchain/build-environment';
import { groundOf } from '../toolchain/ground';
import type { Told } from '../toolchain/told';
import { type GivenSource, openSources } from './given-sources';
import { LookUps } from './look-ups';
import { type Preparer, preparer } from './prepare';
import { requireSpace } from './space';

/** What is rehearsed, where, and who listens. */
export interface RehearsalOptions {
  /** Directory of a CDK Pipelines app. */
  readonly directory: string;
  readonly machine: Surroundings;
  /** Asked while git looks for the commit. */
  readonly readNpm: () => Promise<UsersNpm>;
  /** @default HEAD */
  readonly revision?: string;
  /** Releases the directory as it is instead of a revision. */
  readonly dirty?: boolean;
  /** Revision the pipeline is first deployed from. @default see `chooseBase` */
  readonly base?: string;
  /** What sources hand out instead of the app. */
  readonly given?: readonly GivenSource[];
  /** What the app is told where it is synthesized to be deployed. @default nothing */
  readonly told?: Told;
  /** The pipeline's stack or construct path, where an app has several. */
  readonly pipeline?: string;
  /** Another AWS-compatible endpoint, used instead of our emulator. */
  readonly endpoint?: string;
  /** Seconds that a minute of AWS's delays takes in our emulator. @default nothing is late */
  readonly lag?: number;
  /** Goes on with marked stubs for what our emulator lacks. */
  readonly partial?: boolean;
  /** What becomes of calls that AWS would refuse. @default off */
  readonly permissions?: PermissionMode;
  /** Takes builds over that have run as they would run now, and keeps those that may be. @default every build is run */
  readonly cache?: boolean;
  /** What brings more into the records of releases. @default nothing */
  readonly collectors?: readonly Collector[];
  /** Refuses what is asked of stages and actions (`dev/Deploy`) that no definition in sight has, as soon as the commit is synthesized. */
  readonly refuse?: (stageNames: readonly string[], actionNames: readonly string[]) => void;
  readonly emit: Emit;
  /** Receives the output of git, npm and the CDK's command line. */
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/** The options with everything that follows from them before anything is started. */
export interface OpenContext extends RehearsalOptions, Preparer {
  readonly machine: Machine;
  readonly git: Git;
  readonly workspace: Workspace;
  readonly commit: Commit;
  /** What sources hand out instead of it, by the name of the action or of its artifact. */
  readonly sources: ReadonlyMap<string, SourceRevision>;
  readonly records: string;
  readonly permissions: PermissionMode;
  /** Files of this rehearsal alone. */
  readonly privateDirectory: string;
  readonly env: Readonly<Record<string, string>>;
  /** What the pipeline's builds get of this machine. */
  readonly buildEnvironment: Readonly<Record<string, string>>;
  readonly keptBuilds?: KeptBuilds;
  /** What the app looks up when it is synthesized. */
  readonly lookUps: LookUps;
}

/** Where an app is deployed that leaves its account or region open. */
export const DEFAULT_TOOLS: BootstrapTarget = { account: '111111111111', region: 'us-east-1' };

/**
 * Finds the commit to release, makes the private directory, and removes what killed commands have left.
 * @throws {UserError} when the request is wrong, and leaves nothing then
 */
export const openContext = async (options: RehearsalOptions): Promise<OpenContext> => {
  const { machine, directory, dirty = false, emit } = options;
  if (machine.env[INSIDE] !== undefined) {
    throw new UserError(`${INSIDE} is set: this is a rehearsal already, and one inside another would never end`);
  }
  if (dirty && options.revision !== undefined) {
    throw new UserError('--dirty releases the working tree, --commit a revision: choose one');
  }
  if (options.partial && options.endpoint !== undefined) {
    throw new UserError(`--partial is for an emulator that is started here, not for ${options.endpoint}: leave it out`);
  }
  if (options.lag !== undefined && options.endpoint !== undefined) {
    throw new UserError(`--lag is for an emulator that is started here, not for ${options.endpoint}: leave one out`);
  }
  if (options.endpoint !== undefined) givenEndpoint(options.endpoint, secretIn(machine.env));
  const app = appIn(directory);
  const records = recordsOf(app);
  requireWritable(records);
  requireSpace([app, temporaryDirectory()]);
  for (const text of sweptWords(await sweep(app))) emit({ type: 'note', time: timestamp(), text });
  const privateDirectory = makePrivateDirectory('rehearsal', app);
  try {
    return await openIn(privateDirectory, records, options);
  } catch (error) {
    removeAside(privateDirectory);
    throw error;
  }
};

const openIn = async (privateDirectory: string, records: string, options: RehearsalOptions): Promise<OpenContext> => {
  const git = gitIn(options.machine.env);
  const asked = [openCommit(git, privateDirectory, options), options.readNpm()] as const;
  await Promise.allSettled(asked); // git is at work in a directory that goes where one of them fails
  const [opened, npm] = await Promise.all(asked);
  const machine = { ...options.machine, ...npm };
  const temporary = join(privateDirectory, 'tmp');
  mkdirSync(temporary);
  // What a killed command leaves among its temporary files is gone with ours.
  const env = { ...buildEnvironment(machine, privateDirectory), TMPDIR: temporary };
  const commits = preparing(options, { ...opened, git, privateDirectory, env });
  const forBuilds = environmentOfBuilds(machine, privateDirectory);
  const keptBuilds = options.cache ? new KeptBuilds(keptBuildsIn(records), await groundOf(machine)) : undefined;
  return {
    ...options,
    ...opened,
    machine,
    git,
    records,
    permissions: options.permissions ?? 'off',
    privateDirectory,
    env,
    buildEnvironment: forBuilds,
    ...(keptBuilds && { keptBuilds }),
    ...commits,
  };
};

/** The commit that is released, and what sources hand out instead of it; says what is left out. */
const openCommit = async (
  git: Git,
  privateDirectory: string,
  options: RehearsalOptions,
): Promise<Pick<OpenContext, 'workspace' | 'commit' | 'sources'>> => {
  const { directory, revision = 'HEAD', dirty = false, emit } = options;
  const workspace = await openWorkspace(git, directory, privateDirectory);
  const commit = dirty ? await workspace.snapshot() : await workspace.commit(revision);
  await refuseLinksOut(git, workspace.gitDirectory, commit.id);
  for (const text of await leftOut(options, workspace, commit)) emit({ type: 'note', time: timestamp(), text });
  return { workspace, commit, sources: await openSources(git, options.given ?? [], { dirty, privateDirectory }) };
};

const preparing = (
  { machine, told, signal, log: onLine }: RehearsalOptions,
  given: Pick<OpenContext, 'git' | 'workspace' | 'privateDirectory' | 'env'>,
): Preparer & Pick<OpenContext, 'lookUps'> => {
  const { nodeModules } = machine;
  const lookUps = new LookUps(DEFAULT_TOOLS);
  return {
    lookUps,
    ...preparer({ ...given, ...(told && { told }), lookUps, signal, onLine, nodeModules, tools: DEFAULT_TOOLS }),
  };
};

/** The directory of an app by its real name. @throws {UserError} when there is none */
export const appIn = (directory: string): string => {
  const found = statSync(directory, { throwIfNoEntry: false });
  if (found === undefined) throw new UserError(`--app ${directory}: there is no such directory`);
  if (!found.isDirectory()) throw new UserError(`--app ${directory}: it is no directory, name the one of the app`);
  return realpathSync(directory);
};

/** What is released besides the app, and what of its directory is not: a sentence for each kind. */
const leftOut = async (
  { dirty, revision }: RehearsalOptions,
  workspace: Workspace,
  commit: Commit,
): Promise<readonly string[]> => {
  const submodules = await workspace.submodules(commit);
  const changed = dirty || revision !== undefined ? [] : await workspace.uncommitted();
  const { prefix } = workspace;
  const files = changed.slice(0, 3).join(', ') + (changed.length > 3 ? ', …' : '');
  return [
    ...(prefix === '' ? [] : [`the whole repository is released, as a source hands it out: the app is its ${prefix}`]),
    ...(changed.length > 0
      ? [`${counted(changed.length, 'uncommitted file')} left out (${files}): release them with --dirty`]
      : []),
    ...(submodules.length > 0
      ? [
          `the commit has no files of its ${counted(submodules.length, 'submodule')} (${submodules.join(', ')}): a rehearsal fetches none`,
        ]
      : []),
  ];
};
