import { join } from 'node:path';
import { UserError } from '../ground/user-error';
import { count } from './console/text';
import { watchEmulator } from './emulator/emulator-watch';
import { accessTo, type Entrance } from './emulator/endpoint';
import { awsCloud } from './executor/cloud/aws-cloud';
import { type Commit, shortId } from './git/commit';
import { openRemote } from './git/remote';
import { removeAside } from './private-directory/private-directory';
import { inPhase, timestamp } from './progress';
import { makeRecords } from './record/records';
import { type ApprovalPolicy, checkApprovalNames } from './release/approval-policy';
import { deployedPipeline } from './release/deployed-pipeline';
import { type AskWith, type Release, runRelease } from './release/release';
import { keepSession, readSession, type Session, updateSession } from './session/session';
import { bootstrap, pipelineIn } from './site/installation';
import { type OpenContext, openContext, type RehearsalOptions } from './site/open-context';
import type { Prepared } from './site/prepare';
import { buildSite, reopenSite, type Site } from './site/site';
import { fullDevice } from './site/space';

/** Which commit is released, and who approves. */
export interface ReleaseOptions {
  /** @default the revision the rehearsal was opened with */
  readonly revision?: string;
  readonly policy: ApprovalPolicy;
  /** Absent where there is nobody to ask. */
  readonly ask?: AskWith;
}

/** A site on which releases are rehearsed, one after the other. */
export interface Rehearsal {
  readonly endpoint: Entrance;
  readonly tools: Site['tools'];
  readonly pipelineName: string;
  /** The bare repository pushes go to. */
  readonly remote: string;
  readonly commit: Commit;
  /** True when the emulator outlives the rehearsal. */
  readonly kept: boolean;
  release(options: ReleaseOptions): Promise<Release>;
  /** Leaves the emulator running when the rehearsal is closed. */
  keep(): void;
  /** Ends the emulator, unless it is kept, and removes private files. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Makes everything ready for a push: starts the emulator while the commit is synthesized, bootstraps the accounts, deploys
 * the pipeline once, and opens its remote; or goes on with the site of a kept session.
 *
 * @throws UserError for everything a person can act on
 */
export async function openRehearsal(options: RehearsalOptions): Promise<Rehearsal> {
  const context = await openContext(options);
  try {
    context.emit({ type: 'rehearsal-started', time: timestamp(), commit: context.commit });
    const site = (await reopenSite(context)) ?? (await buildSite(context));
    return await rehearsalOn(site, context);
  } catch (error) {
    const full = fullDevice(placesOf(context));
    removeAside(context.privateDirectory);
    if (full === undefined || context.signal.aborted) throw error;
    throw new UserError(full, { exitCode: 1, cause: error });
  }
}

/** Where a rehearsal writes. */
const placesOf = ({ privateDirectory, workspace }: OpenContext): readonly string[] => [
  privateDirectory,
  workspace.directory,
];

async function rehearsalOn(first: Site, context: OpenContext): Promise<Rehearsal> {
  const { records, privateDirectory, emit, git, workspace } = context;
  let site = first;
  let kept = site.session !== undefined;
  const { signal, ifLost, unwatch } = watchEmulator(site.endpoint, context.signal);
  const { tools, pipelineName, endpoint } = site;
  const cloud = awsCloud(endpoint.url, signal);
  const remote = await openRemote(git, join(site.directory, 'remote.git'), process.pid, workspace.format);

  const session = (emulatorPid: number): Session => ({
    ...{ schema: 1, endpoint: endpoint.url, secret: endpoint.secret, emulatorPid, privateDirectory: site.directory },
    ...{ tools, pipelineName, bootstrapped: [...site.bootstrapped] },
  });

  const release = async ({ revision, policy, ask }: ReleaseOptions): Promise<Release> => {
    const commit = revision === undefined ? context.commit : await workspace.commit(revision);
    const deployed = await deployedPipeline(cloud, accessTo(endpoint, tools), pipelineName);
    const prepared = await synthesized(context, commit);
    const stageNames = prepared.ok ? pipelineIn(prepared, context.pipeline).stageNames : [];
    checkApprovalNames(policy, [...new Set([...deployed.stageNames, ...stageNames])]);
    if (prepared.ok) {
      site = { ...site, bootstrapped: await bootstrap(site.installation, tools, prepared, site.bootstrapped) };
      if (kept && endpoint.pid !== undefined) updateSession(records, session(endpoint.pid));
    }
    await remote.serve({ pipelineName, branch: deployed.branch });
    await inPhase(emit, 'push', `git push to ${deployed.branch}`, async () => {
      const detail = await push(commit, deployed.branch);
      return { detail, value: undefined };
    });
    const ended = runRelease({
      ...{ cloud, endpoint, tools, pipelineName, records, privateDirectory, policy, ask, emit, signal },
      revision: {
        commitId: commit.id,
        branch: deployed.branch,
        message: commit.subject,
        author: commit.author,
        authorDate: commit.authorDate,
        checkout: (directory) => remote.checkout(commit.id, directory),
      },
      toolDirectories: [join(workspace.directory, 'node_modules'), context.machine.nodeModules],
      npmCache: context.machine.npmCache,
      buildEnvironment: context.buildEnvironment,
    });
    // An emulator that dies in the middle of a call is seen as a failed action first.
    return ended.then(
      async (release) => {
        if (release.summary.status === 'Succeeded') return release;
        await ifLost();
        const full = fullDevice(placesOf(context));
        if (full !== undefined) emit({ type: 'note', time: timestamp(), text: full });
        return release;
      },
      async (error: unknown) => {
        await ifLost();
        throw error;
      },
    );
  };

  const push = async (commit: Commit, branch: string): Promise<string> => {
    if ((await remote.tip(branch)) === commit.id)
      return `${branch} is at ${shortId(commit.id)} already: released again`;
    const started = await remote.push(await workspace.sender(commit), commit, branch, context.log);
    if (!started.includes(commit.id)) throw new Error(`the push of ${commit.id} to ${branch} started no release`);
    return `${shortId(commit.id)} to ${branch} of ${pipelineName}`;
  };

  return {
    ...{ endpoint, tools, pipelineName, remote: remote.directory, commit: context.commit },
    release: (releaseOptions) =>
      release(releaseOptions).catch((error: unknown) => {
        throw signal.aborted ? signal.reason : error;
      }),
    get kept() {
      return kept;
    },
    keep() {
      if (kept || endpoint.pid === undefined) return;
      makeRecords(records);
      kept = keepSession(records, session(endpoint.pid));
      if (!kept) emit({ type: 'note', time: timestamp(), text: NOT_KEPT });
    },
    async close() {
      unwatch();
      // What was kept may have been ended since, by `bin/delivery down`.
      const remembered = kept && readSession(records)?.privateDirectory === site.directory;
      if (!remembered) await endpoint.stop();
      if (!remembered || site.directory !== privateDirectory) removeAside(privateDirectory);
    },
  };
}

const NOT_KEPT =
  'another rehearsal of this app keeps its emulator already: this one ends with the command (bin/delivery down ends the other)';

/** The pushed commit's synthesis, told as a phase where it was not needed before. */
function synthesized({ prepare, knows, emit }: OpenContext, commit: Commit): Promise<Prepared> {
  if (knows(commit)) return prepare(commit);
  return inPhase(emit, 'synth', `cdk synth of ${shortId(commit.id)}`, async () => {
    const value = await prepare(commit);
    const detail = value.ok
      ? `${count(value.stacks.length, 'stack')} of ${shortId(commit.id)}`
      : `${shortId(commit.id)} does not synthesize: the release will say why in its build`;
    return { detail, value };
  });
}
