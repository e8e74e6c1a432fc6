import { dirname, join } from 'node:path';
import { accessTo, credentialsOf } from '../emulator/endpoint';
import type { KeptBuilds } from '../executor/actions/codebuild/reuse/kept-builds';
import type { Start } from '../executor/cloud/cloud';
import type { ActionOutput, ApprovalRequest } from '../executor/event';
import { runPipeline } from '../executor/execute';
import type { ExecutorOptions, SourceRevision } from '../executor/options';
import { removeAside } from '../private-directory/private-directory';
import { timestamp } from '../progress';
import type { PermissionRecord } from '../record/permission-record';
import type { NotRehearsed, Summary } from '../record/summary';
import { type ApprovalPolicy, type AskWith, approver } from './approval-policy';
import { type RecordedRelease, ReleaseRecorder } from './release-recorder';

/** A revision that was pushed, and the running emulator that holds its pipeline. */
export interface ReleaseContext extends RecordedRelease {
  readonly revision: SourceRevision;
  readonly sources: NonNullable<ExecutorOptions['sources']>;
  readonly privateDirectory: string;
  readonly toolDirectories: readonly string[];
  readonly npmCache: string;
  readonly runtimeCache: string;
  readonly buildEnvironment: Readonly<Record<string, string>>;
  readonly keptBuilds?: KeptBuilds;
  /** As the executor's; answers what of it is not rehearsed. */
  readonly built: (outputs: readonly ActionOutput[]) => Promise<readonly NotRehearsed[]>;
  readonly policy: ApprovalPolicy;
  readonly ask: AskWith | undefined;
  /** How long it waits for a retry where it fails. */
  readonly retryMilliseconds: number;
  /** As the executor's. */
  readonly transitionMilliseconds: number | undefined;
}

/** What one release left behind. */
export interface RehearsedRelease {
  readonly summary: Summary;
  /** Directory of the record. */
  readonly record: string;
  readonly permissions: PermissionRecord | undefined;
  /** Why the execution ended so, where no action says it. */
  readonly cause: string | undefined;
}

/** Runs the deployed pipeline on a pushed revision and records it. */
export const runRelease = async (context: ReleaseContext): Promise<RehearsedRelease> => {
  const recorder = new ReleaseRecorder(context);
  const { record, signal, pipelineExecutionId } = recorder;
  // Not the whole id: npm masks UUIDs in what it prints, also in paths (`npm root -g`).
  const workDirectory = join(context.privateDirectory, 'executions', pipelineExecutionId.slice(0, 8));
  let cause: string | undefined;
  try {
    cause = await execute(context, recorder, workDirectory);
    await recorder.complete();
  } catch (error) {
    const why = signal.aborted ? signal.reason : error;
    recorder.abandon(why);
    throw why;
  } finally {
    recorder.close();
    removeAside(workDirectory, dirname(context.privateDirectory));
  }
  if (record.summary === undefined) throw new Error(`the execution of ${context.pipelineName} left no summary`);
  return { summary: record.summary, record: record.directory, permissions: record.permissions, cause };
};

const REJECTED = { status: 'Rejected', summary: 'rejected, as --fault wants it' } as const;

const answerWith = ({ stageName }: ApprovalRequest): string =>
  `nobody is asked here: bin/delivery approve ${stageName}, or reject, answers`;

/** What the executor is told of a start at the endpoint. */
export const startedThere = ({
  variables,
  rollback,
}: Start): Pick<ExecutorOptions, 'startedThere' | 'variables' | 'rollback'> => ({
  startedThere: true,
  variables,
  ...(rollback && { rollback }),
});

const askedOf = (
  { endpoint, start, keptBuilds, built, sources, transitionMilliseconds }: ReleaseContext,
  recorder: ReleaseRecorder,
): Partial<ExecutorOptions> => ({
  built: async (outputs) => recorder.setNotRehearsed(await built(outputs)),
  sources,
  transitionMilliseconds,
  reader: (place) => accessTo(endpoint, place),
  ...(start && startedThere(start)),
  ...(keptBuilds && { keptBuilds }),
});

/** Runs the pipeline to its end; answers why it ended so, where no action says it. */
const execute = async (
  context: ReleaseContext,
  recorder: ReleaseRecorder,
  workDirectory: string,
): Promise<string | undefined> => {
  const { endpoint, tools, pipelineName, policy, ask, emit } = context;
  const approve = approver(policy, ask && (async (request, stop) => ask(request, await recorder.known(request), stop)));
  let cause: string | undefined;
  await runPipeline({
    endpoint: endpoint.url,
    credentials: credentialsOf(endpoint, tools.account, tools.region),
    region: tools.region,
    pipelineName,
    pipelineExecutionId: recorder.pipelineExecutionId,
    revision: context.revision,
    ...askedOf(context, recorder),
    workDirectory,
    logDirectory: recorder.record.logDirectory,
    toolDirectories: context.toolDirectories,
    npmCache: context.npmCache,
    runtimeCache: context.runtimeCache,
    buildEnvironment: context.buildEnvironment,
    approve: async (request, stop) => {
      await recorder.prepareApproval(request);
      if (context.faults.strike('rejected', request)) return REJECTED;
      const decision = await approve(request, stop);
      if (decision === undefined) emit({ type: 'note', time: timestamp(), text: answerWith(request) });
      return decision;
    },
    emit(event) {
      recorder.handle(event);
      if (event.type === 'execution-ended') cause = event.cause;
      emit(event);
    },
    retryMilliseconds: context.retryMilliseconds,
    strike: context.faults.strike,
    signal: recorder.signal,
  });
  return cause;
};
