import type { ActionKind, ExecutorEvent, Status } from '../executor/event';
import type { ActionSummary, StageSummary, Summary } from './summary';

/** An event of an execution that a summary exists for. */
export type FollowingEvent = Exclude<ExecutorEvent, { readonly type: 'execution-started' }>;

/** The summary an execution starts with: every stage of its definition, none reached. */
export const startSummary = (event: Extract<ExecutorEvent, { readonly type: 'execution-started' }>): Summary => ({
  schema: 1,
  pipelineName: event.pipelineName,
  pipelineExecutionId: event.pipelineExecutionId,
  status: 'InProgress',
  commitId: event.commitId,
  startTime: event.time,
  endTime: null,
  restarts: 0,
  stages: event.stages.map(notReached),
  targets: [],
});

/** The summary after one more event. */
export const reduce = (summary: Summary, event: FollowingEvent): Summary => {
  switch (event.type) {
    case 'execution-restarted':
      return { ...summary, restarts: event.restarts, stages: event.stages.map(notReached) };
    case 'stage-started':
      return inStage(summary, event.stageName, (stage) => ({ ...stage, status: 'InProgress' }));
    case 'stage-ended':
      return inStage(summary, event.stageName, (stage) => ({ ...stage, status: event.status }));
    case 'action-started':
      return withAction(summary, event.action.stageName, {
        ...kindOf(event.action),
        status: 'InProgress',
        roleArn: event.roleArn,
        startTime: event.time,
        endTime: null,
        summary: '',
        log: event.log,
      });
    case 'action-ended':
      return changeAction(summary, event.action, {
        status: event.status,
        endTime: event.time,
        summary: event.summary,
        ...(event.cached && { cached: event.cached }),
      });
    case 'execution-ended':
      return { ...summary, status: event.status, endTime: event.time, restarts: event.restarts };
    case 'action-output':
    case 'approval-requested':
    case 'condition-started':
    case 'rollback-started':
    case 'rollback-ended':
    case 'condition-ended':
    case 'retry-awaited':
    case 'transition-disabled':
      return summary;
    default:
      return event satisfies never;
  }
};

/** The summary of an execution that the executor could not bring to an end: what was running is abandoned. */
export const abandon = (summary: Summary, time: string, status: Status, because: string): Summary => {
  if (summary.endTime !== null) return summary;
  const stages = summary.stages.map((stage) => ({
    ...stage,
    status: stage.status === 'InProgress' ? status : stage.status,
    actions: stage.actions.map((action) =>
      action.endTime === null ? { ...action, status: 'Abandoned' as const, endTime: time, summary: because } : action,
    ),
  }));
  return { ...summary, status, endTime: time, stages };
};

const notReached = ({ stageName }: { readonly stageName: string }): StageSummary => ({
  stageName,
  status: null,
  actions: [],
});

const kindOf = ({ actionName, category, provider, runOrder }: ActionKind) => ({
  actionName,
  category,
  provider,
  runOrder,
});

const inStage = (summary: Summary, stageName: string, change: (stage: StageSummary) => StageSummary): Summary => ({
  ...summary,
  stages: summary.stages.map((stage) => (stage.stageName === stageName ? change(stage) : stage)),
});

/** A retried action replaces its earlier attempt, in place. */
const withAction = (summary: Summary, stageName: string, action: ActionSummary): Summary =>
  inStage(summary, stageName, (stage) => {
    const known = stage.actions.some(({ actionName }) => actionName === action.actionName);
    const actions = known
      ? stage.actions.map((other) => (other.actionName === action.actionName ? action : other))
      : [...stage.actions, action];
    return { ...stage, actions };
  });

const changeAction = (summary: Summary, action: ActionKind, change: Partial<ActionSummary>): Summary =>
  inStage(summary, action.stageName, (stage) => ({
    ...stage,
    actions: stage.actions.map((other) => (other.actionName === action.actionName ? { ...other, ...change } : other)),
  }));
