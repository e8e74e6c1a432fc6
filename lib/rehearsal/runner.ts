import { doubtsOf } from './emulator/doubts';
import type { EmulatorWatch } from './emulator/emulator-watch';
import { accessTo } from './emulator/endpoint';
import { Mailboxes } from './emulator/mailbox';
import type { ExecutorCloud, Start } from './executor/cloud/cloud';
import type { ActionOutput } from './executor/event';
import { Failure } from './executor/failure';
import type { SourceRevision } from './executor/options';
import { ArmedFaults } from './faults/armed-faults';
import type { Commit } from './git/commit';
import type { Remote } from './git/remote';
import { type Emit, timestamp } from './progress';
import type { NotRehearsed } from './record/summary';
import { deployedPipeline } from './release/deployed-pipeline';
import { type RehearsedRelease, runRelease } from './release/release';
import type { RunTerms } from './release/release-options';
import { assembliesAmong, Bootstraps } from './site/bootstraps';
import type { OpenContext } from './site/open-context';
import { failNotRehearsable } from './site/refuse-not-rehearsable';
import type { Site } from './site/site';
import { fullDevice } from './site/space';
import { cacheDirectory } from './toolchain/cache-directory';
import { packagesAbove } from './toolchain/packages-above';
import type { Begun } from './worker';

/** Runs executions of the pipeline of a site, each as a release with its own record. */
export class Runner {
  readonly bootstraps: Bootstraps;
  private doubtsTold: number;
  private readonly mailboxes: Mailboxes;

  constructor(
    private readonly site: Site,
    private readonly context: OpenContext,
    private readonly bare: Remote,
    private readonly cloud: ExecutorCloud,
    private readonly watch: EmulatorWatch,
  ) {
    this.bootstraps = new Bootstraps(site, context);
    // A kept emulator's earlier doubts were told then; a new one's are of bootstrap, and still to be told.
    this.doubtsTold = site.session === undefined ? 0 : doubtsOf(site.directory).length;
    this.mailboxes = new Mailboxes(site.directory, context.records, site.session !== undefined);
  }

  /** Runs one execution to its end. */
  run({ revision, start }: Begun, options: RunTerms, emit: Emit, faults?: ArmedFaults): Promise<RehearsedRelease> {
    const { context, cloud, site } = this;
    const { machine, workspace, records, collectors = [], permissions } = context;
    const ended = runRelease({
      cloud,
      endpoint: site.endpoint,
      tools: site.tools,
      pipelineName: site.pipelineName,
      records,
      collectors,
      permissions,
      privateDirectory: context.privateDirectory,
      policy: options.policy,
      ask: options.ask,
      retryMilliseconds: options.retryMilliseconds ?? 0,
      transitionMilliseconds: options.transitionMilliseconds,
      faults: faults ?? new ArmedFaults([], cloud, accessTo(site.endpoint, site.tools)),
      emit,
      signal: this.watch.signal,
      revision,
      sources: context.sources,
      built: (outputs) => this.built(outputs),
      asked: (record, asked) => this.mailboxes.deal(record, asked),
      ...(start !== undefined && { start }),
      toolDirectories: [...packagesAbove(workspace.directory), machine.nodeModules],
      npmCache: machine.npmCache,
      runtimeCache: cacheDirectory(machine.env),
      buildEnvironment: context.buildEnvironment,
      ...(context.keptBuilds && { keptBuilds: context.keptBuilds }),
    });
    return this.end(ended, emit);
  }

  /** Before anything is deployed of what a build has made; answers what of it is not rehearsed. */
  private async built(outputs: readonly ActionOutput[]): Promise<readonly NotRehearsed[]> {
    const found: NotRehearsed[] = [];
    for (const assembly of assembliesAmong(outputs)) found.push(...(await failNotRehearsable(this.context, assembly)));
    await this.bootstraps.built(outputs);
    return found;
  }

  private async end(ended: Promise<RehearsedRelease>, emit: Emit): Promise<RehearsedRelease> {
    const { context, watch } = this;
    const release = await ended.catch(async (error: unknown) => {
      await watch.ifLost();
      throw error;
    });
    this.tellDoubts(emit);
    this.mailboxes.deal(release.record);
    if (release.summary.status === 'Succeeded') return release;
    // An emulator that dies in the middle of a call is seen as a failed action first.
    await watch.ifLost();
    const full = fullDevice(placesOf(context));
    if (full !== undefined) emit({ type: 'note', time: timestamp(), text: full });
    return release;
  }

  /** What a commit of the remote hands to the pipeline. */
  revision({ id, subject: message, author, authorDate }: Commit, branch: string): SourceRevision {
    const checkout = (directory: string): Promise<void> => this.bare.checkout(id, directory);
    const clone = (directory: string): Promise<void> => this.bare.clone({ commitId: id, branch }, directory);
    return { commitId: id, branch, message, author, authorDate, checkout, clone };
  }

  /** The commit that a start names, or the newest of the branch. Where there is none its source fails. */
  async revisionOf({ sourceRevisions }: Start): Promise<SourceRevision> {
    const { cloud, site, bare } = this;
    const { branch } = await deployedPipeline(cloud, accessTo(site.endpoint, site.tools), site.pipelineName);
    const named = sourceRevisions[0]?.revisionValue;
    const commit = await bare.commit(named ?? `refs/heads/${branch}`);
    if (commit !== undefined) return this.revision(commit, branch);
    const because =
      named === undefined
        ? `branch ${branch} of the git remote has no commit yet: push one to ${bare.directory}`
        : `the git remote has no commit ${named}: push it to ${bare.directory}`;
    const checkout = async (): Promise<void> => {
      throw new Failure(because);
    };
    return { commitId: named ?? '0'.repeat(40), branch, message: '', author: '', checkout };
  }

  /** Says at the end of a release what AWS may refuse of it; each doubt once. */
  private tellDoubts(emit: Emit): void {
    const doubts = doubtsOf(this.site.directory);
    for (const text of doubts.slice(this.doubtsTold)) emit({ type: 'note', time: timestamp(), text });
    this.doubtsTold = doubts.length;
  }
}

/** Where a rehearsal writes. */
export const placesOf = ({ privateDirectory, workspace }: OpenContext): readonly string[] => [
  privateDirectory,
  workspace.directory,
];
