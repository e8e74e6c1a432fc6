import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { dirname, join, relative } from 'node:path';
import { messageOf } from '../../ground/message-of';
import { UserError } from '../../ground/user-error';
import type { Target } from '../assembly/read-assembly';
import { accessTo, credentialsOf, type Entrance } from '../emulator/endpoint';
import type { Cloud } from '../executor/cloud/cloud';
import type { ApprovalDecision, ApprovalRequest, ExecutorEvent } from '../executor/event';
import { runPipeline } from '../executor/execute';
import { describeError } from '../executor/failure';
import type { SourceRevision } from '../executor/options';
import { removeAside } from '../private-directory/private-directory';
import { type Emit, timestamp } from '../progress';
import { collectEvidence } from '../record/evidence';
import { openRecord, type ReleaseRecord } from '../record/record';
import { collectReview } from '../record/review-pages';
import type { Summary } from '../record/summary';
import { type ApprovalPolicy, approver } from './approval-policy';
import { deployedPipeline, targetSummaries } from './deployed-pipeline';

/** What is known when an approval is asked for. */
export interface Known {
  readonly summary: Summary | undefined;
  /** Files of the pages that the approval points to; none where it points to nothing in S3. */
  readonly pages: readonly string[];
}

/** Puts an approval to a person, with what is known at that moment. */
export type AskWith = (request: ApprovalRequest, known: Known, signal: AbortSignal) => Promise<ApprovalDecision>;

/** A revision that was pushed, and the running emulator that holds its pipeline. */
export interface ReleaseContext {
  readonly cloud: Cloud;
  readonly endpoint: Entrance;
  readonly tools: Target;
  readonly pipelineName: string;
  readonly revision: SourceRevision;
  readonly records: string;
  readonly privateDirectory: string;
  readonly toolDirectories: readonly string[];
  readonly npmCache: string;
  readonly buildEnvironment: Readonly<Record<string, string>>;
  readonly policy: ApprovalPolicy;
  readonly ask: AskWith | undefined;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

const NOT_CLOSED =
  'nobody closed the record of this release in time: its evidence is not signed (the log group of the closing function says why)';

/** After these events the targets may be others, or in another state. */
const LOOK_AFTER: ReadonlySet<ExecutorEvent['type']> = new Set([
  'execution-started',
  'execution-restarted',
  'stage-ended',
  'execution-ended',
]);

/** What one release left behind. */
export interface Release {
  readonly summary: Summary;
  /** Directory of the record. */
  readonly record: string;
  /** Why the execution ended so, where no action says it. */
  readonly cause: string | undefined;
}

/** Runs the deployed pipeline on a pushed revision and records it. */
export async function runRelease(context: ReleaseContext): Promise<Release> {
  const { endpoint, tools, pipelineName, emit } = context;
  const unwritable = new AbortController();
  const signal = AbortSignal.any([context.signal, unwritable.signal]);
  setMaxListeners(0, signal);
  const pipelineExecutionId = randomUUID();
  const record = openRecord(context.records, pipelineExecutionId);
  // Not the whole id: npm masks UUIDs in what it prints, also in paths (`npm root -g`).
  const workDirectory = join(context.privateDirectory, 'executions', pipelineExecutionId.slice(0, 8));
  const ask = context.ask;
  const pages = new Map<string, readonly string[]>();
  const approve = approver(
    context.policy,
    ask &&
      (async (request, stop) => {
        await looked;
        return ask(request, { summary: record.summary, pages: pages.get(request.token) ?? [] }, stop);
      }),
  );
  // A record that cannot be written ends the release in order, instead of failing in the middle of whatever tells it.
  const recorded = (write: () => void): void => {
    try {
      if (!unwritable.signal.aborted) write();
    } catch (error) {
      const message = `the record ${record.directory} cannot be written: ${describeError(error)}`;
      unwritable.abort(new UserError(message, { exitCode: 1, cause: error }));
    }
  };
  let cause: string | undefined;
  let looked = Promise.resolve();
  const lookAgain = (): void => {
    looked = looked.then(async () => {
      const targets = await look(context, record);
      recorded(() => record.setTargets(targets));
    });
    // Whoever needs the answer awaits it; until then a failure is no unhandled one.
    looked.catch(() => undefined);
  };
  try {
    await runPipeline({
      endpoint: endpoint.url,
      credentials: credentialsOf(endpoint, tools.account, tools.region),
      region: tools.region,
      pipelineName,
      pipelineExecutionId,
      revision: context.revision,
      workDirectory,
      logDirectory: record.logDirectory,
      toolDirectories: context.toolDirectories,
      npmCache: context.npmCache,
      buildEnvironment: context.buildEnvironment,
      approve: async (request, stop) => {
        pages.set(request.token, await reviewPages(context, record, request));
        return approve(request, stop);
      },
      emit(event) {
        recorded(() => record.handle(event));
        if (LOOK_AFTER.has(event.type)) lookAgain();
        if (event.type === 'execution-ended') cause = event.cause;
        emit(event);
      },
      signal,
    });
    signal.throwIfAborted();
    await looked;
    const evidence = await collectEvidence({
      ...{ cloud: context.cloud, access: accessTo(endpoint, tools), tools },
      ...{ pipelineName, pipelineExecutionId, record: record.directory },
    });
    if (evidence === 'open') emit({ type: 'note', time: timestamp(), text: NOT_CLOSED });
  } catch (error) {
    const why = signal.aborted ? signal.reason : error;
    recorded(() => record.abandon(timestamp(), 'Failed', messageOf(why)));
    throw why;
  } finally {
    // One that could not be written stays open, for the next command to close.
    recorded(() => record.close());
    removeAside(workDirectory, dirname(context.privateDirectory));
  }
  if (record.summary === undefined) throw new Error(`the execution of ${pipelineName} left no summary`);
  return { summary: record.summary, record: record.directory, cause };
}

/** The pages an approval points to, in the record. That there are none decides nothing here: whoever is asked sees it. */
const reviewPages = async (
  { cloud, endpoint, tools, records, emit }: ReleaseContext,
  { directory }: ReleaseRecord,
  request: ApprovalRequest,
): Promise<readonly string[]> => {
  const note = (text: string): void => emit({ type: 'note', time: timestamp(), text });
  try {
    const pages = await collectReview(cloud, accessTo(endpoint, tools), request, directory);
    const files = pages.map((page) => join(directory, page));
    for (const file of files) note(`review of ${request.stageName}: ${relative(dirname(records), file)}`);
    return files;
  } catch (error) {
    note(`the review page of ${request.stageName} cannot be shown: ${describeError(error)}`);
    return [];
  }
};

const look = async (context: ReleaseContext, record: ReleaseRecord) => {
  const access = accessTo(context.endpoint, context.tools);
  const { targets } = await deployedPipeline(context.cloud, access, context.pipelineName);
  return targetSummaries(context.cloud, (target) => accessTo(context.endpoint, target), targets, record.validations);
};
