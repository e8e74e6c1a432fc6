import { join } from 'node:path';
import { UserError } from '../ground/user-error';
import { type EmulatorWatch, watchEmulator } from './emulator/emulator-watch';
import { accessTo, type Entrance } from './emulator/endpoint';
import { awsCloud } from './executor/cloud/aws-cloud';
import type { ExecutorCloud } from './executor/cloud/cloud';
import type { SourceRevision } from './executor/options';
import { ArmedFaults } from './faults/armed-faults';
import { checkFaultPlaces } from './faults/parse-fault';
import { type Commit, shortId } from './git/commit';
import type { GitPush, OwnPush, PushListener } from './git/push-listener';
import { openRemote, type Remote } from './git/remote';
import { removeAside } from './private-directory/private-directory';
import { type Emit, inPhase, timestamp } from './progress';
import { makeRecords } from './record/records';
import { checkApprovalNames } from './release/approval-policy';
import { deployedPipeline } from './release/deployed-pipeline';
import type { RehearsedRelease } from './release/release';
import type { ReleaseOptions, RunTerms } from './release/release-options';
import { sayReleasedAs } from './release/say-released-as';
import { isBranch, refNamed, shortRef, whyNotStartedBy } from './release/triggers';
import { Runner } from './runner';
import { announce } from './session/running';
import { keepSession, readSession, sessionOf } from './session/session';
import { checkSourceNames } from './site/given-sources';
import { pipelineIn } from './site/installation';
import type { OpenContext } from './site/open-context';
import type { Site } from './site/site';
import { synthesized } from './site/synthesized';
import { Worker } from './worker';

/** A push started no execution: the pipeline does not want it. */
export class NothingStarted extends UserError {}

/** A site on which releases are rehearsed, one after the other. */
export class Rehearsal {
  readonly endpoint: Entrance;
  readonly tools: Site['tools'];
  readonly pipelineName: string;
  readonly commit: Commit;
  private readonly watch: EmulatorWatch;
  private readonly cloud: ExecutorCloud;
  private readonly runner: Runner;
  private isKept: boolean;
  private worker: Worker | undefined;
  private listener: PushListener | undefined;
  private own: OwnPush | undefined;

  private constructor(
    private readonly site: Site,
    private readonly context: OpenContext,
    private readonly bare: Remote,
  ) {
    this.endpoint = site.endpoint;
    this.tools = site.tools;
    this.pipelineName = site.pipelineName;
    this.commit = context.commit;
    this.isKept = site.session !== undefined;
    this.watch = watchEmulator(site.endpoint, context.signal);
    this.cloud = awsCloud(site.endpoint.url, this.watch.signal);
    this.runner = new Runner(site, context, bare, this.cloud, this.watch);
  }

  /** Opens the remote of a site. */
  static async on(site: Site, context: OpenContext): Promise<Rehearsal> {
    const { git, workspace } = context;
    const remote = await openRemote(git, join(site.directory, 'remote.git'), process.pid, workspace.format);
    const rehearsal = new Rehearsal(site, context, remote);
    const { pid } = site.endpoint;
    if (!rehearsal.isKept && pid !== undefined) announce(sessionOf(site, pid));
    return rehearsal;
  }

  /** Files of this rehearsal alone. */
  get privateDirectory(): string {
    return this.context.privateDirectory;
  }

  /** The bare repository pushes go to. */
  get remote(): string {
    return this.bare.directory;
  }

  /** What the commits of the remote are, and what they change. */
  get commits(): Pick<Remote, 'commit' | 'changes'> {
    return this.bare;
  }

  /** Makes the branch of the source the one that is cloned, and answers it. */
  async branch(): Promise<string> {
    const { branch } = await deployedPipeline(this.cloud, accessTo(this.endpoint, this.tools), this.pipelineName);
    await this.bare.serve(branch);
    return branch;
  }

  /** True when the emulator outlives the rehearsal. */
  get kept(): boolean {
    return this.isKept;
  }

  /**
   * Pushes a commit and runs the release that the push starts.
   *
   * @throws {UserError} when it starts none, a `NothingStarted`
   */
  async release(options: ReleaseOptions): Promise<RehearsedRelease> {
    const faults = new ArmedFaults(options.faults ?? [], this.cloud, accessTo(this.endpoint, this.tools));
    try {
      const revision = await this.pushFor(options, faults);
      const emit: Emit = (event) => {
        this.worker?.active(event);
        this.context.emit(event);
      };
      return await this.runner.run({ revision }, options, emit, faults);
    } catch (error) {
      // A kept emulator outlives a release that has come to nothing; one that does not answer has nothing armed.
      if (options.faults?.length && this.isKept) await faults.end().catch(() => undefined);
      await this.watch.ifLost();
      throw error;
    }
  }

  /**
   * Runs what is pushed to the remote and what is started at the endpoint, until the rehearsal is closed.
   *
   * @param heard is told every event of each execution
   * @param ended is told every release that has come to its end
   */
  work(options: RunTerms, heard?: Emit, ended?: (release: RehearsedRelease) => void): Worker {
    const { cloud, runner, pipelineName, context } = this;
    const { signal } = this.watch;
    const access = accessTo(this.endpoint, this.tools);
    const worker = new Worker({
      awaitStarts: (stop) => cloud.awaitStarts(access, { pipelineName, seconds: PATIENCE_SECONDS }, stop),
      takeStart: ({ pipelineExecutionId }) => cloud.takeStart(access, pipelineName, pipelineExecutionId),
      revisionOf: (start) => runner.revisionOf(start),
      run: (begun, emit) =>
        runner.run(begun, options, (event) => {
          heard?.(event);
          emit(event);
        }),
      emit: context.emit,
      signal,
      ...(ended && { ended }),
    });
    this.worker = worker;
    this.listener = this.bare.listen((push) => this.heard(push));
    worker.listen();
    return worker;
  }

  /** Leaves the emulator running when the rehearsal is closed. */
  keep(): void {
    const { records, emit } = this.context;
    const { pid } = this.site.endpoint;
    const { done: bootstrapped } = this.runner.bootstraps;
    if (this.isKept || pid === undefined) return;
    makeRecords(records);
    this.isKept = keepSession(records, sessionOf({ ...this.site, bootstrapped }, pid));
    if (!this.isKept) emit({ type: 'note', time: timestamp(), text: NOT_KEPT });
  }

  /** Ends the emulator, unless it is kept, and removes private files. Safe to call twice. */
  async close(): Promise<void> {
    const { records, privateDirectory } = this.context;
    const { directory, endpoint } = this.site;
    await this.listener?.close();
    await this.worker?.close();
    this.watch.unwatch();
    // What was kept may have been ended since, by `bin/delivery down`.
    const remembered = this.isKept && readSession(records)?.privateDirectory === directory;
    if (!remembered) await endpoint.stop();
    if (!remembered || directory !== privateDirectory) removeAside(privateDirectory);
  }

  private async pushFor(
    { revision, policy, to, faults = [] }: ReleaseOptions,
    armed: ArmedFaults,
  ): Promise<SourceRevision> {
    const { context, cloud, endpoint, tools, pipelineName } = this;
    const commit = revision === undefined ? context.commit : await context.workspace.commit(revision);
    const { branch, stageNames, actionNames, sources } = await deployedPipeline(
      cloud,
      accessTo(endpoint, tools),
      pipelineName,
    );
    const prepared = await synthesized(context, commit);
    const next = prepared.ok
      ? pipelineIn(prepared, context.pipeline)
      : { stageNames: [], actionNames: [], sources: [] };
    const stages = [...new Set([...stageNames, ...next.stageNames])];
    checkApprovalNames(policy, stages);
    checkSourceNames(context.given ?? [], [...sources, ...next.sources]);
    checkFaultPlaces(faults, stages, [...new Set([...actionNames, ...next.actionNames])]);
    if (prepared.ok) await this.runner.bootstraps.add(prepared);
    await armed.arm(endpoint.url);
    await this.bare.serve(branch);
    const ref = refNamed(to ?? branch);
    if (revision === undefined && to === undefined) await sayReleasedAs(context, branch);
    const why = await inPhase(context.emit, 'push', `git push to ${shortRef(ref)}`, () => this.push(commit, ref));
    if (why === undefined) return this.runner.revision(commit, isBranch(ref) ? shortRef(ref) : branch);
    throw new NothingStarted(
      `the push of ${shortId(commit.id)} to ${shortRef(ref)} starts no execution of ${pipelineName}: ${why}. Push what it wants (--to), or start one (bin/delivery start) while a rehearsal waits (--wait)`,
      { exitCode: 1 },
    );
  }

  /** Answers why nothing starts, if so. */
  private async push(commit: Commit, ref: string): Promise<{ detail: string; value: string | undefined }> {
    const { workspace, log } = this.context;
    const name = shortRef(ref);
    if ((await this.bare.commit(ref))?.id === commit.id) {
      const value = await this.whyNot(await this.bare.asNew(ref, commit.id));
      return { detail: `${name} is at ${shortId(commit.id)} already${value ? '' : ': released again'}`, value };
    }
    const own: OwnPush = { ref, commitId: commit.id };
    const listener = this.listener ? undefined : this.bare.listen((push) => this.heard(push));
    this.own = own;
    try {
      await this.bare.push(await workspace.sender(commit), commit, ref, log);
    } finally {
      this.own = undefined;
      await listener?.close();
    }
    if (!own.isHeard) throw new Error(`the push of ${commit.id} to ${ref} was not heard of`);
    return { detail: `${shortId(commit.id)} to ${name} of ${this.pipelineName}`, value: own.why };
  }

  /** What becomes of a push. */
  private async heard(push: GitPush): Promise<string> {
    const why = await this.whyNot(push);
    const { own, worker, runner } = this;
    const isOwn = own?.ref === push.ref && own.commitId === push.commitId;
    if (isOwn) Object.assign(own, { isHeard: true, why });
    if (why !== undefined) return `${shortRef(push.ref)} of ${this.pipelineName}: nothing starts: ${why}`;
    const commit = isOwn ? undefined : await this.bare.commit(push.commitId);
    if (commit !== undefined) void worker?.begin({ revision: runner.revision(commit, shortRef(push.ref)) });
    return isOwn || worker ? `release of ${shortId(push.commitId)} starts` : `${shortId(push.commitId)} is stored`;
  }

  private whyNot(push: GitPush): Promise<string | undefined> {
    return whyNotStartedBy(push, this.cloud, accessTo(this.endpoint, this.tools), this);
  }
}

/** Seconds that the endpoint may wait before it answers that there is no start. */
const PATIENCE_SECONDS = 20;

const NOT_KEPT =
  'another rehearsal of this app keeps its emulator already: this one ends with the command (bin/delivery down ends the other)';
