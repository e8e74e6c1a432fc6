/** When the condition of a stage is looked at. */
export type ConditionMoment = 'beforeEntry' | 'onSuccess' | 'onFailure';

/** CodePipeline's own words for how a condition ended. */
export type ConditionStatus = 'Succeeded' | 'Failed' | 'Overridden' | 'Abandoned';

/** CodePipeline's own words for the state of an execution, a stage or an action. */
export type Status =
  | 'InProgress'
  | 'Succeeded'
  | 'Failed'
  | 'Stopped'
  | 'Stopping'
  | 'Superseded'
  | 'Abandoned'
  | 'Cancelled'
  | 'Skipped';

/** Which action of which stage of which attempt of an execution an event is about. */
export interface ActionId {
  readonly stageName: string;
  readonly actionName: string;
}

/** What an action is, as the deployed pipeline defines it. */
export interface ActionKind extends ActionId {
  readonly category: string;
  readonly provider: string;
  readonly runOrder: number;
}

/** A directory that holds an output artifact's files; a failed build leaves what it wrote too. */
export interface ActionOutput {
  readonly artifactName: string;
  readonly directory: string;
}

/** What a person is asked to decide. `token` belongs to this very request. */
export interface ApprovalRequest extends ActionId {
  readonly token: string;
  readonly message?: string;
  readonly reviewUrl?: string;
}

/** What a person decided. */
export interface ApprovalDecision {
  readonly status: 'Approved' | 'Rejected';
  readonly summary: string;
}

/** Everything that happens while a pipeline execution runs; times are ISO 8601 UTC. The executor prints nothing. */
export type ExecutorEvent =
  | {
      readonly type: 'execution-started';
      readonly time: string;
      readonly pipelineName: string;
      readonly pipelineExecutionId: string;
      readonly commitId: string;
      /** The executed definition: every stage with its actions, in order. */
      readonly stages: readonly { readonly stageName: string; readonly actions: readonly ActionKind[] }[];
    }
  /** Self-mutation changed the definition: everything starts again from Source on these stages. */
  | {
      readonly type: 'execution-restarted';
      readonly time: string;
      readonly restarts: number;
      readonly stages: readonly { readonly stageName: string; readonly actions: readonly ActionKind[] }[];
    }
  /** What a stage demands before its entry, or after its end, is looked at. */
  | {
      readonly type: 'condition-started';
      readonly time: string;
      readonly stageName: string;
      readonly moment: ConditionMoment;
      /** Its rules, each with its provider. */
      readonly rules: readonly string[];
    }
  | {
      readonly type: 'condition-ended';
      readonly time: string;
      readonly stageName: string;
      readonly moment: ConditionMoment;
      readonly status: ConditionStatus;
      /** One line: what the rules found, and what comes of it where they did not succeed. */
      readonly summary: string;
    }
  /** The execution waits in front of a stage whose inbound transition is disabled. */
  | {
      readonly type: 'transition-disabled';
      readonly time: string;
      readonly stageName: string;
      readonly reason: string;
    }
  | { readonly type: 'stage-started'; readonly time: string; readonly stageName: string }
  | { readonly type: 'stage-ended'; readonly time: string; readonly stageName: string; readonly status: Status }
  | {
      readonly type: 'action-started';
      readonly time: string;
      readonly action: ActionKind;
      readonly roleArn: string;
      readonly log: string;
    }
  | { readonly type: 'action-output'; readonly action: ActionId; readonly line: string }
  | { readonly type: 'approval-requested'; readonly time: string; readonly approval: ApprovalRequest }
  | {
      readonly type: 'action-ended';
      readonly time: string;
      readonly action: ActionKind;
      readonly status: Status;
      /** One line: what was done, or the one readable cause of the failure. */
      readonly summary: string;
      readonly outputs: readonly ActionOutput[];
      /** The execution whose build was taken over, where one was. */
      readonly cached?: string;
      readonly variables: Readonly<Record<string, string>>;
    }
  /** A stage that failed is rolled back, by another execution. */
  | {
      readonly type: 'rollback-started';
      readonly time: string;
      readonly stageName: string;
      readonly pipelineExecutionId: string;
      readonly targetPipelineExecutionId: string;
    }
  | {
      readonly type: 'rollback-ended';
      readonly time: string;
      readonly stageName: string;
      readonly pipelineExecutionId: string;
      readonly status: Status;
    }
  /** It did not succeed, and whoever runs it waits for a retry at the endpoint. */
  | { readonly type: 'retry-awaited'; readonly time: string; readonly status: Status; readonly until: string }
  | {
      readonly type: 'execution-ended';
      readonly time: string;
      readonly status: Status;
      readonly restarts: number;
      /** Why the execution ended so, where no action says it: a definition that cannot be run or never settles. */
      readonly cause?: string;
    };
