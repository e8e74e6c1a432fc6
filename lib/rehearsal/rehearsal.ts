import { join } from 'node:path';
import { counted } from '../ground/counted';
import { doubtsOf } from './emulator/doubts';
import { type EmulatorWatch, watchEmulator } from './emulator/emulator-watch';
import { accessTo, type Entrance } from './emulator/endpoint';
import { awsCloud } from './executor/cloud/aws-cloud';
import type { ExecutorCloud } from './executor/cloud/cloud';
import type { SourceRevision } from './executor/options';
import { ArmedFaults } from './faults/armed-faults';
import { checkFaultPlaces } from './faults/parse-fault';
import { type Commit, shortId } from './git/commit';
import { openRemote, type Remote } from './git/remote';
import { removeAside } from './private-directory/private-directory';
import { inPhase, timestamp } from './progress';
import { makeRecords } from './record/records';
import { checkApprovalNames } from './release/approval-policy';
import { deployedPipeline } from './release/deployed-pipeline';
import { type RehearsedRelease, runRelease } from './release/release';
import type { ReleaseOptions } from './release/release-options';
import { announce } from './session/running';
import { keepSession, readSession, type Session, updateSession } from './session/session';
import { bootstrap, pipelineIn } from './site/installation';
import type { OpenContext } from './site/open-context';
import type { Prepared } from './site/prepare';
import type { Site } from './site/site';
import { fullDevice } from './site/space';
import { cacheDirectory } from './toolchain/cache-directory';

/** A site on which releases are rehearsed, one after the other. */
export class Rehearsal {
  readonly endpoint: Entrance;
  readonly tools: Site['tools'];
  readonly pipelineName: string;
  readonly commit: Commit;
  private readonly watch: EmulatorWatch;
  private readonly cloud: ExecutorCloud;
  private isKept: boolean;
  private doubtsTold: number;

  private constructor(
    private site: Site,
    private readonly context: OpenContext,
    private readonly bare: Remote,
  ) {
    this.endpoint = site.endpoint;
    this.tools = site.tools;
    this.pipelineName = site.pipelineName;
    this.commit = context.commit;
    this.isKept = site.session !== undefined;
    // A kept emulator's earlier doubts were told then; a new one's are of bootstrap, and still to be told.
    this.doubtsTold = this.isKept ? doubtsOf(site.directory).length : 0;
    this.watch = watchEmulator(site.endpoint, context.signal);
    this.cloud = awsCloud(site.endpoint.url, this.watch.signal);
  }

  /** Opens the remote of a site. */
  static async on(site: Site, context: OpenContext): Promise<Rehearsal> {
    const { git, workspace } = context;
    const remote = await openRemote(git, join(site.directory, 'remote.git'), process.pid, workspace.format);
    const rehearsal = new Rehearsal(site, context, remote);
    const { pid } = site.endpoint;
    if (!rehearsal.isKept && pid !== undefined) announce(rehearsal.session(pid));
    return rehearsal;
  }

  /** The bare repository pushes go to. */
  get remote(): string {
    return this.bare.directory;
  }

  /** True when the emulator outlives the rehearsal. */
  get kept(): boolean {
    return this.isKept;
  }

  /** Pushes a commit and runs the release that the push starts. */
  async release(options: ReleaseOptions): Promise<RehearsedRelease> {
    const faults = new ArmedFaults(options.faults ?? [], this.cloud, accessTo(this.endpoint, this.tools));
    try {
      const { commit, branch } = await this.pushFor(options, faults);
      return await this.run(commit, branch, options, faults);
    } catch (error) {
      // A kept emulator outlives a release that has come to nothing; one that does not answer has nothing armed.
      if (options.faults?.length && this.isKept) await faults.end().catch(() => undefined);
      const { signal } = this.watch;
      throw signal.aborted ? signal.reason : error;
    }
  }

  /** Leaves the emulator running when the rehearsal is closed. */
  keep(): void {
    const { records, emit } = this.context;
    const { pid } = this.site.endpoint;
    if (this.isKept || pid === undefined) return;
    makeRecords(records);
    this.isKept = keepSession(records, this.session(pid));
    if (!this.isKept) emit({ type: 'note', time: timestamp(), text: NOT_KEPT });
  }

  /** Ends the emulator, unless it is kept, and removes private files. Safe to call twice. */
  async close(): Promise<void> {
    const { records, privateDirectory } = this.context;
    const { directory, endpoint } = this.site;
    this.watch.unwatch();
    // What was kept may have been ended since, by `bin/delivery down`.
    const remembered = this.isKept && readSession(records)?.privateDirectory === directory;
    if (!remembered) await endpoint.stop();
    if (!remembered || directory !== privateDirectory) removeAside(privateDirectory);
  }

  private async pushFor(
    { revision, policy, faults = [] }: ReleaseOptions,
    armed: ArmedFaults,
  ): Promise<{ commit: Commit; branch: string }> {
    const { context, cloud, endpoint, tools, pipelineName } = this;
    const commit = revision === undefined ? context.commit : await context.workspace.commit(revision);
    const { branch, stageNames, actionNames } = await deployedPipeline(cloud, accessTo(endpoint, tools), pipelineName);
    const prepared = await synthesized(context, commit);
    const next = prepared.ok ? pipelineIn(prepared, context.pipeline) : { stageNames: [], actionNames: [] };
    const stages = [...new Set([...stageNames, ...next.stageNames])];
    checkApprovalNames(policy, stages);
    checkFaultPlaces(faults, stages, [...new Set([...actionNames, ...next.actionNames])]);
    if (prepared.ok) await this.bootstrapFor(prepared);
    await armed.arm(endpoint.url);
    await this.bare.serve({ pipelineName, branch });
    await inPhase(context.emit, 'push', `git push to ${branch}`, async () => {
      const detail = await this.push(commit, branch);
      return { detail, value: undefined };
    });
    return { commit, branch };
  }

  private async bootstrapFor(prepared: Extract<Prepared, { readonly ok: true }>): Promise<void> {
    const { installation, bootstrapped, endpoint } = this.site;
    this.site = { ...this.site, bootstrapped: await bootstrap(installation, this.tools, prepared, bootstrapped) };
    if (this.isKept && endpoint.pid !== undefined) updateSession(this.context.records, this.session(endpoint.pid));
  }

  private async push(commit: Commit, branch: string): Promise<string> {
    const { workspace, log } = this.context;
    if ((await this.bare.tip(branch)) === commit.id) {
      return `${branch} is at ${shortId(commit.id)} already: released again`;
    }
    const started = await this.bare.push(await workspace.sender(commit), commit, branch, log);
    if (!started.includes(commit.id)) throw new Error(`the push of ${commit.id} to ${branch} started no release`);
    return `${shortId(commit.id)} to ${branch} of ${this.pipelineName}`;
  }

  private async run(
    commit: Commit,
    branch: string,
    options: ReleaseOptions,
    faults: ArmedFaults,
  ): Promise<RehearsedRelease> {
    const { context, cloud, endpoint, tools, pipelineName, watch } = this;
    const { machine, workspace, records, collectors = [], permissions, emit } = context;
    const ended = runRelease({
      cloud,
      endpoint,
      tools,
      pipelineName,
      records,
      collectors,
      permissions,
      privateDirectory: context.privateDirectory,
      policy: options.policy,
      ask: options.ask,
      retryMilliseconds: options.retryMilliseconds ?? 0,
      faults,
      emit,
      signal: watch.signal,
      revision: this.revision(commit, branch),
      toolDirectories: [join(workspace.directory, 'node_modules'), machine.nodeModules],
      npmCache: machine.npmCache,
      runtimeCache: cacheDirectory(machine.env),
      buildEnvironment: context.buildEnvironment,
    });
    return this.end(ended);
  }

  private async end(ended: Promise<RehearsedRelease>): Promise<RehearsedRelease> {
    const { context, watch } = this;
    const release = await ended.catch(async (error: unknown) => {
      await watch.ifLost();
      throw error;
    });
    this.tellDoubts();
    if (release.summary.status === 'Succeeded') return release;
    // An emulator that dies in the middle of a call is seen as a failed action first.
    await watch.ifLost();
    const full = fullDevice(placesOf(context));
    if (full !== undefined) context.emit({ type: 'note', time: timestamp(), text: full });
    return release;
  }

  /** Says at the end of a release what AWS may refuse of it; each doubt once. */
  private tellDoubts(): void {
    const doubts = doubtsOf(this.site.directory);
    for (const text of doubts.slice(this.doubtsTold)) this.context.emit({ type: 'note', time: timestamp(), text });
    this.doubtsTold = doubts.length;
  }

  private revision({ id, subject: message, author, authorDate }: Commit, branch: string): SourceRevision {
    const checkout = (directory: string): Promise<void> => this.bare.checkout(id, directory);
    return { commitId: id, branch, message, author, authorDate, checkout };
  }

  private session(emulatorPid: number): Session {
    const { endpoint, directory, bootstrapped } = this.site;
    return {
      schema: 1,
      endpoint: endpoint.url,
      secret: endpoint.secret,
      emulatorPid,
      privateDirectory: directory,
      tools: this.tools,
      pipelineName: this.pipelineName,
      bootstrapped: [...bootstrapped],
    };
  }
}

/** Where a rehearsal writes. */
export const placesOf = ({ privateDirectory, workspace }: OpenContext): readonly string[] => [
  privateDirectory,
  workspace.directory,
];

const NOT_KEPT =
  'another rehearsal of this app keeps its emulator already: this one ends with the command (bin/delivery down ends the other)';

/** The pushed commit's synthesis, told as a phase where it was not needed before. */
const synthesized = ({ prepare, knows, emit }: OpenContext, commit: Commit): Promise<Prepared> => {
  if (knows(commit)) return prepare(commit);
  return inPhase(emit, 'synth', `cdk synth of ${shortId(commit.id)}`, async () => {
    const value = await prepare(commit);
    const detail = value.ok
      ? `${counted(value.stacks.length, 'stack')} of ${shortId(commit.id)}`
      : `${shortId(commit.id)} does not synthesize: the release will say why in its build`;
    return { detail, value };
  });
};
