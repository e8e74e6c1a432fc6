import { UserError } from '../ground/user-error';
import { environmentOfWave } from '../ground/wave';
import type { ActionExecutionDetail, PipelineExecutionSummary, PipelineStructure, StageState } from './pipeline';
import { isAtWork } from './stage-at-work';

/** One execution, as a person knows it. */
export interface RanExecution {
  readonly pipelineExecutionId: string;
  /** Null where the execution has fetched none. */
  readonly commitId: string | null;
  readonly message: string | null;
  /** ISO 8601 UTC; null where CodePipeline does not say. */
  readonly startTime: string | null;
}

/** How a stage comes back to what it ran before. */
export interface RollbackPlan {
  readonly stageName: string;
  /**
   * `stage`: CodePipeline runs the stage alone, with artifacts and variables of then; `release`: the commit of then is released
   * like any other, because the pipeline itself has changed since, or the environment is deployed in several stages.
   */
  readonly way: 'stage' | 'release';
  readonly target: RanExecution;
  /** Versions of the pipeline's structure: when the target ran, and now. */
  readonly versions: { readonly before: number; readonly now: number };
  /** Which executions of a later time are taken back, newest first: what came into the stage since, and ended well there. */
  readonly takenBack: readonly RanExecution[];
}

/** What a rollback is planned from. */
export interface Rollbackable {
  stages(): Promise<readonly StageState[]>;
  /** Newest first: all that began at a time or later. */
  executions(since: Date): Promise<readonly PipelineExecutionSummary[]>;
  actions(pipelineExecutionId: string): Promise<readonly ActionExecutionDetail[]>;
  structure(): Promise<PipelineStructure>;
}

/**
 * How a stage is rolled back to an execution, which is meant by its id, its commit, or the beginning of one of them.
 *
 * @throws {UserError} when there is no such environment or execution, several are meant, it did not succeed in the stage, the stage is
 *   running, or nothing has come there since
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback.html
 */
export const planRollback = async (pipeline: Rollbackable, stageName: string, meant: string): Promise<RollbackPlan> => {
  const { version, mode, deploying } = await pipeline.structure();
  const waves = wavesOf(await pipeline.stages(), deploying, stageName);
  // Also what is older than the newest page: how far back a release is meant, nobody knows before it is found.
  const executions = await pipeline.executions(new Date(0));
  const found = originalOf(executionMeant(executions, meant), executions);
  const ran = await ranIn(pipeline, found, stageName);
  if (ran.bad !== undefined) {
    throw new UserError(`execution ${found.pipelineExecutionId} is nothing to go back to: ${ran.bad}`, { exitCode: 1 });
  }
  const { pipelineExecutionId: busy } =
    waves.find(({ latestExecution: latest }) => isAtWork(latest?.status))?.latestExecution ?? {};
  if (busy !== undefined) {
    throw new UserError(
      `${stageName} is running, execution ${busy}: let it end, reject what it asks, or bin/delivery stop ${busy}`,
      { exitCode: 1 },
    );
  }
  const takenBack: RanExecution[] = [];
  for (const each of since(executions, found)) {
    if ((await ranIn(pipeline, each, stageName)).bad === undefined) takenBack.push(known(each));
  }
  const failedSince = waves.some((wave) => wave.latestExecution?.pipelineExecutionId !== found.pipelineExecutionId);
  if (takenBack.length === 0 && !failedSince) {
    throw new UserError(`${stageName} runs execution ${found.pipelineExecutionId} already: nothing came there since`, {
      exitCode: 1,
    });
  }
  // In mode PARALLEL no stage can be rolled back; https://docs.aws.amazon.com/codepipeline/latest/userguide/execution-modes.html
  const way = ran.version === version && mode !== 'PARALLEL' && waves.length === 1 ? 'stage' : 'release';
  return { stageName, way, target: known(found), versions: { before: ran.version, now: version }, takenBack };
};

/** The stages in which an environment is deployed: each rolls back alone, so several are released again together. */
const wavesOf = (stages: readonly StageState[], deploying: readonly string[], name: string): readonly StageState[] => {
  const deployed = stages.filter(({ stageName = '' }) => deploying.includes(stageName));
  const found = deployed.filter(({ stageName = '' }) => environmentOfWave(stageName) === name);
  if (found.length > 0) return found;
  const environments = [...new Set(deployed.map(({ stageName = '' }) => environmentOfWave(stageName)))];
  throw new UserError(
    `the pipeline deploys no environment "${name}" (--environment): it deploys ${environments.join(', ') || 'none'}`,
  );
};

const executionMeant = (executions: readonly PipelineExecutionSummary[], meant: string): PipelineExecutionSummary => {
  const own = executions.filter(({ pipelineExecutionId = '' }) => pipelineExecutionId.startsWith(meant));
  const ofCommit = executions.filter(({ sourceRevisions: [revision] = [] }) => revision?.revisionId?.startsWith(meant));
  const commits = new Set(ofCommit.map(({ sourceRevisions: [revision] = [] }) => revision?.revisionId));
  const [first] = own.length > 0 ? own : ofCommit.filter(({ status }) => status === 'Succeeded');
  if (own.length > 1 || (own.length === 0 && commits.size > 1)) {
    throw new UserError(`${meant} could be several executions or commits: write more of it (bin/delivery executions)`);
  }
  if (first !== undefined) return first;
  const why = ofCommit.length === 0 ? 'no execution that CodePipeline still knows' : 'no execution that has succeeded';
  throw new UserError(`${meant} is ${why}, by id or commit: bin/delivery executions lists them`);
};

/** A roll-back has no artifacts of its own: what it went back to is meant. */
const originalOf = (
  execution: PipelineExecutionSummary,
  executions: readonly PipelineExecutionSummary[],
): PipelineExecutionSummary => {
  const of = execution.rollbackMetadata?.rollbackTargetPipelineExecutionId;
  return executions.find(({ pipelineExecutionId }) => pipelineExecutionId === of) ?? execution;
};

interface Ran {
  readonly version: number;
  /** Why it is nothing to go back to. */
  readonly bad?: string;
}

/** What came of an execution in a stage: the last run of every action counts. */
const ranIn = async (
  pipeline: Rollbackable,
  { pipelineExecutionId = '' }: PipelineExecutionSummary,
  stageName: string,
): Promise<Ran> => {
  const actions = (await pipeline.actions(pipelineExecutionId)).filter(
    (action) => environmentOfWave(action.stageName ?? '') === stageName,
  );
  const version = actions[0]?.pipelineVersion ?? 0;
  if (actions.length === 0) return { version, bad: `it has not come to ${stageName}` };
  const last = new Map(actions.toReversed().map((action) => [`${action.stageName}/${action.actionName}`, action]));
  const not = [...last.values()]
    .filter(({ status }) => status !== 'Succeeded')
    .map(({ actionName, status }) => `${actionName} is ${status}`);
  return { version, ...(not.length > 0 && { bad: `in ${stageName} ${not.join(', ')}` }) };
};

/** Newest first, as CodePipeline lists them. */
const since = (
  executions: readonly PipelineExecutionSummary[],
  target: PipelineExecutionSummary,
): readonly PipelineExecutionSummary[] =>
  executions.slice(0, executions.indexOf(target)).filter(({ executionType }) => executionType !== 'ROLLBACK');

const known = ({
  pipelineExecutionId = '',
  sourceRevisions: [revision] = [],
  startTime,
}: PipelineExecutionSummary) => ({
  pipelineExecutionId,
  commitId: revision?.revisionId ?? null,
  message: revision?.revisionSummary ?? null,
  startTime: startTime?.toISOString() ?? null,
});
