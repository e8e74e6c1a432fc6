import type { ActionKind, ExecutorEvent, Status } from '../../../lib/rehearsal/executor/event';
import { reduce, startSummary } from '../../../lib/rehearsal/record/reduce';
import type { Summary } from '../../../lib/rehearsal/record/summary';

/** So many seconds after the beginning, as events write times. */
export const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 2, 3, 4, 5) + seconds * 1000).toISOString();

const action = (stageName: string, actionName: string, category: string, provider: string): ActionKind => ({
  stageName,
  actionName,
  category,
  provider,
  runOrder: 1,
});

export const ACTIONS = {
  source: action('Source', 'repository', 'Source', 'CodeStarSourceConnection'),
  build: action('Build', 'Synth', 'Build', 'CodeBuild'),
  approve: action('dev', 'Approve', 'Approval', 'Manual'),
  deploy: action('dev', 'Deploy', 'Deploy', 'CloudFormation'),
} as const;

const STAGES = [
  { stageName: 'Source', actions: [ACTIONS.source] },
  { stageName: 'Build', actions: [ACTIONS.build] },
  { stageName: 'dev', actions: [ACTIONS.approve, ACTIONS.deploy] },
];

export const started: Extract<ExecutorEvent, { readonly type: 'execution-started' }> = {
  type: 'execution-started',
  time: at(0),
  pipelineName: 'delivery',
  pipelineExecutionId: '0b5e3c1a-0000-4000-8000-000000000000',
  commitId: '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d',
  stages: STAGES,
};

export const restarted: ExecutorEvent = {
  type: 'execution-restarted',
  time: at(30),
  restarts: 1,
  stages: [...STAGES, { stageName: 'staging', actions: [] }],
};

/** An action's beginning and end, with the stage's around them. */
export const stageEvents = (
  kind: ActionKind,
  from: number,
  to: number,
  status: Status,
  summary = '',
): ExecutorEvent[] => {
  const { stageName } = kind;
  return [
    { type: 'stage-started', time: at(from), stageName },
    startedAction(kind, from),
    { type: 'action-ended', time: at(to), action: kind, status, summary, outputs: [], variables: {} },
    { type: 'stage-ended', time: at(to), stageName, status },
  ];
};

export const startedAction = (kind: ActionKind, from: number): ExecutorEvent => {
  const log = `logs/${kind.stageName}.${kind.actionName}.log`;
  return {
    type: 'action-started',
    time: at(from),
    action: kind,
    roleArn: `arn:aws:iam::1:role/${kind.actionName}`,
    log,
  };
};

export const ended = (seconds: number, status: Status, cause?: string): ExecutorEvent => ({
  type: 'execution-ended',
  time: at(seconds),
  status,
  restarts: 0,
  ...(cause === undefined ? {} : { cause }),
});

/** The summary after all these events. */
export const summaryOf = (events: readonly ExecutorEvent[]): Summary =>
  events.reduce(
    (summary, event) => (event.type === 'execution-started' ? startSummary(event) : reduce(summary, event)),
    startSummary(started),
  );
