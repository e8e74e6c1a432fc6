import type { Status } from './event';
import type { PlannedStage } from './plan/plan';
import { judgeCondition } from './run-condition';
import { type ExecutionAttempt, runActions, runKey } from './run-stage';

/** How a stage ended, and what is to come of it. */
export interface StageEnd {
  readonly status: Status;
  /** Why, where no action says it. */
  readonly cause?: string;
  /** What its failure engages: one more attempt. */
  readonly engaged?: 'RETRY';
}

/**
 * Runs a stage with its conditions: the entry condition, its actions, then the success condition or what is to come of a failure.
 * Where its own definition says so it is retried, once.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html
 */
export const runGuardedStage = async (stage: PlannedStage, attempt: ExecutionAttempt): Promise<StageEnd> => {
  const refused = await refusedEntry(stage, attempt);
  if (refused !== undefined) return refused;
  const first = await runStage(stage, attempt);
  if (first.engaged !== 'RETRY') return first;
  if (stage.onFailure?.retryMode === 'ALL_ACTIONS')
    for (const action of stage.actions) attempt.succeeded.delete(runKey(action));
  // Once: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_RetryStageMetadata.html
  return runStage(stage, attempt, 'AutomatedStageRetry');
};

/** How the stage ends that an entry condition lets nobody into. */
const refusedEntry = async (stage: PlannedStage, attempt: ExecutionAttempt): Promise<StageEnd | undefined> => {
  const { stageName, beforeEntry } = stage;
  if (beforeEntry === undefined) return undefined;
  const { status, summary } = await judgeCondition(stageName, beforeEntry, attempt);
  // It was never entered.
  if (status === 'Abandoned') return { status: 'Stopped' };
  if (status !== 'Failed') return undefined;
  if (beforeEntry.result === 'SKIP') return ended(stage, attempt, { status: 'Skipped' });
  return ended(stage, attempt, { status: 'Failed', cause: summary });
};

const runStage = async (
  stage: PlannedStage,
  attempt: ExecutionAttempt,
  retry?: 'AutomatedStageRetry',
): Promise<StageEnd> => {
  const { stageName, onSuccess } = stage;
  await attempt.notes.stage(stageName, 'InProgress', retry);
  attempt.options.emit({ type: 'stage-started', time: new Date().toISOString(), stageName });
  const status = await runActions(stage, attempt);
  if (status === 'Failed') return ended(stage, attempt, { status, ...(await engagedBy(stage, attempt, retry)) });
  if (status !== 'Succeeded' || onSuccess === undefined) return ended(stage, attempt, { status });
  const { status: met, summary } = await judgeCondition(stageName, onSuccess, attempt);
  if (met === 'Abandoned') return ended(stage, attempt, { status: 'Stopped' });
  if (met !== 'Failed') return ended(stage, attempt, { status });
  return ended(stage, attempt, { status: 'Failed', cause: summary });
};

/** What comes of actions that failed. */
const engagedBy = async (
  { stageName, onFailure }: PlannedStage,
  attempt: ExecutionAttempt,
  retried: string | undefined,
): Promise<Pick<StageEnd, 'engaged'>> => {
  if (onFailure?.result !== 'RETRY') return {};
  const { status } = await judgeCondition(stageName, onFailure, attempt);
  return status !== 'Failed' || retried !== undefined ? {} : { engaged: 'RETRY' };
};

const ended = async ({ stageName }: PlannedStage, attempt: ExecutionAttempt, end: StageEnd): Promise<StageEnd> => {
  await attempt.notes.stage(stageName, end.status);
  attempt.options.emit({ type: 'stage-ended', time: new Date().toISOString(), stageName, status: end.status });
  return end;
};
