import { median } from '../ground/median';
import { UserError } from '../ground/user-error';
import { environmentOfWave } from '../ground/wave';
import type { ActionExecutionDetail, ExecutionHistory, PipelineExecutionSummary } from './pipeline';

/**
 * How a team delivers to one environment, by DORA's four figures. Times are seconds; null where nothing was there to measure.
 *
 * @see https://dora.dev/guides/dora-metrics-four-keys/
 */
export interface Figures {
  readonly environment: string;
  /** ISO 8601 UTC: what began before is not counted. */
  readonly since: string;
  /** Executions that came into the stage and deployed there, whatever came of it. */
  readonly attempts: number;
  /** Those that ended well there. */
  readonly deployments: number;
  readonly perWeek: number;
  /**
   * Median from the beginning of the first execution of a commit, which the push starts, to its good end in the environment (the
   * pipeline begins anew when it has changed itself), and how much of that somebody's answer was waited for, in this environment and on the way there. Roll-backs are not counted, whichever way they went:
   * nobody has written anything for them.
   */
  readonly leadTime: { readonly total: number; readonly waiting: number } | null;
  /** Attempts of which an action failed while or after they deployed, also where a retry then succeeded, or that a roll-back took back. */
  readonly failures: number;
  readonly changeFailureRate: number | null;
  /** Median from a failure to the good end of its retry, its roll-back or the next; a failure that still lasts is not in it. */
  readonly timeToRestore: number | null;
  readonly unrestored: number;
}

const WEEK = 7 * 24 * 3600;

/** One execution in the environment; times are milliseconds since 1970. */
interface Attempt {
  readonly id: string;
  readonly began: number;
  readonly ended: number;
  readonly waited: number;
  readonly isGood: boolean;
  /** When an action failed of which a later run succeeded; undefined where none did. */
  readonly failed: number | undefined;
  readonly commit: string | undefined;
  /** Of a roll-back: the execution that it went back to. */
  readonly rollbackTo: string | undefined;
}

/**
 * The figures of one environment over the last days.
 *
 * @throws {UserError} when the pipeline has no such stage
 */
export const figuresOf = async (
  pipeline: ExecutionHistory,
  { environment, days, now }: { readonly environment?: string; readonly days: number; readonly now: Date },
): Promise<Figures> => {
  const stages = (await pipeline.stages()).map((stage) => stage.stageName ?? '');
  const stageName = stageMeant(stages, environment);
  const waves = stages.filter((name) => environmentOfWave(name) === stageName);
  const since = new Date(now.getTime() - days * 24 * 3600 * 1000);
  const attempts: Attempt[] = [];
  const executions = await pipeline.executions(since);
  for (const execution of executions) {
    const { startTime, pipelineExecutionId = '' } = execution;
    if (startTime === undefined || startTime < since) continue;
    const attempt = attemptOf(execution, await pipeline.actions(pipelineExecutionId), waves);
    if (attempt !== undefined) attempts.push(attempt);
  }
  const inOrder = attempts.toSorted((one, other) => one.ended - other.ended);
  const known = inOrder.map((attempt, index) => ({
    ...attempt,
    began: firstOf(executions, inOrder, index),
    rollbackTo: wentBackTo(inOrder, index),
  }));
  return summarized(stageName, known, { since, days });
};

/** When the first execution of an attempt's commit began, of those since the commit was good there the last time. */
const firstOf = (
  executions: readonly PipelineExecutionSummary[],
  attempts: readonly Attempt[],
  index: number,
): number => {
  const { commit, began = 0 } = attempts[index] ?? {};
  const before = attempts.slice(0, index).findLast((each) => each.isGood && each.commit === commit)?.began ?? 0;
  const same = executions.flatMap(({ startTime, sourceRevisions: [revision] = [] }) =>
    commit !== undefined && revision?.revisionId === commit && startTime ? [startTime.getTime()] : [],
  );
  return Math.min(began, ...same.filter((time) => time > before));
};

/** What an attempt went back to: by CodePipeline's roll-back, or as a release of a commit that was good there before another came. */
const wentBackTo = (attempts: readonly Attempt[], index: number): string | undefined => {
  const { commit, rollbackTo } = attempts[index] ?? {};
  if (rollbackTo !== undefined || commit === undefined || attempts[index - 1]?.commit === commit) return rollbackTo;
  return attempts.slice(0, index).findLast((each) => each.isGood && each.commit === commit)?.id;
};

const stageMeant = (stages: readonly string[], meant: string | undefined): string => {
  const found = meant === undefined ? environmentOfWave(stages.at(-1) ?? '') : stages.find((name) => name === meant);
  if (found) return found;
  throw new UserError(`the pipeline has no stage "${meant ?? ''}": it has ${stages.join(', ') || 'none'}`);
};

const summarized = (
  environment: string,
  attempts: readonly Attempt[],
  { since, days }: { readonly since: Date; readonly days: number },
): Figures => {
  const good = attempts.filter(({ isGood }) => isGood);
  const written = good.filter(({ rollbackTo }) => rollbackTo === undefined);
  const failed = attempts.flatMap((attempt) => {
    const back = takenBackBy(attempts, attempt);
    if (attempt.isGood && attempt.failed === undefined && back === undefined) return [];
    if (attempt.failed !== undefined && back === undefined) return [{ from: attempt.failed, to: attempt.ended }];
    return [{ from: attempt.ended, to: (back ?? good.find((each) => each.ended > attempt.ended))?.ended }];
  });
  const took = failed.flatMap(({ from, to }) => (to === undefined ? [] : [(to - from) / 1000]));
  return {
    environment,
    since: since.toISOString(),
    attempts: attempts.length,
    deployments: good.length,
    perWeek: (good.length * WEEK) / (days * 24 * 3600),
    leadTime:
      written.length === 0
        ? null
        : {
            total: median(written.map(({ began, ended }) => (ended - began) / 1000)),
            waiting: median(written.map(({ waited }) => waited / 1000)),
          },
    failures: failed.length,
    changeFailureRate: attempts.length === 0 ? null : failed.length / attempts.length,
    timeToRestore: took.length === 0 ? null : median(took),
    unrestored: failed.length - took.length,
  };
};

/**
 * The first good roll-back that went behind an attempt that was good: everything since what it went back to is taken back, however
 * many that are. What ran the same as it goes back to is not; what it went back to may be older than all that are counted.
 */
const takenBackBy = (attempts: readonly Attempt[], attempt: Attempt): Attempt | undefined => {
  const index = attempts.indexOf(attempt);
  return attempts.slice(index + 1).find(({ isGood, rollbackTo, commit }) => {
    if (!attempt.isGood || !isGood || rollbackTo === undefined) return false;
    if (commit !== undefined && commit === attempt.commit) return false;
    const target = attempts.findIndex(({ id }) => id === rollbackTo);
    return target < index && ranBy(attempts, attempt) !== (ranBy(attempts, attempts[target]) ?? rollbackTo);
  });
};

/** Which execution has made what runs after an attempt: a roll-back makes nothing of its own. */
const ranBy = (attempts: readonly Attempt[], attempt: Attempt | undefined): string | undefined => {
  if (attempt?.rollbackTo === undefined) return attempt?.id;
  const target = attempts.find(({ id }) => id === attempt.rollbackTo);
  return target === undefined ? attempt.rollbackTo : ranBy(attempts, target);
};

/** Undefined where the execution has not deployed there, or does so now: a rejected one has changed nothing. */
const attemptOf = (
  {
    pipelineExecutionId = '',
    status: now,
    startTime,
    rollbackMetadata,
    sourceRevisions: [revision] = [],
  }: PipelineExecutionSummary,
  actions: readonly ActionExecutionDetail[],
  waves: readonly string[],
): Attempt | undefined => {
  const own = actions.filter(({ stageName = '' }) => waves.includes(stageName));
  const others = own.filter((action) => !isApproval(action));
  const isBetween = now === 'InProgress' && !own.some(({ stageName }) => stageName === waves.at(-1));
  if (others.length === 0 || isBetween || own.some(({ status }) => status === 'InProgress')) return undefined;
  const ended = Math.max(...others.map(endOf));
  const last = new Map(own.toReversed().map((action) => [`${action.stageName}/${action.actionName}`, action.status]));
  const isGood = [...last.values()].every((status) => status === 'Succeeded');
  const broken = others.filter(({ status }) => status === 'Failed');
  // Also those before: the way to prod waits for staging's answer, too.
  const approvals = actions.filter((action) => isApproval(action) && endOf(action) <= ended);
  return {
    id: pipelineExecutionId,
    began: startTime?.getTime() ?? ended,
    ended,
    waited: approvals.reduce((sum, each) => sum + endOf(each) - (each.startTime?.getTime() ?? endOf(each)), 0),
    isGood,
    failed: isGood && broken.length > 0 ? Math.min(...broken.map(endOf)) : undefined,
    commit: revision?.revisionId,
    rollbackTo: rollbackMetadata?.rollbackTargetPipelineExecutionId,
  };
};

const isApproval = ({ input }: ActionExecutionDetail): boolean => input?.actionTypeId?.category === 'Approval';

const endOf = ({ lastUpdateTime, startTime }: ActionExecutionDetail): number =>
  (lastUpdateTime ?? startTime)?.getTime() ?? 0;
