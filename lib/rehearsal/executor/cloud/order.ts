import type { ConditionMoment } from '../event';
import type { RollBack } from '../options';

/** What becomes of an execution in front of a stage. */
export type Entry = 'entered' | 'stopping' | 'superseded';

/** Why it waits in front of a stage: others are before it, or the transition is disabled, for a reason. */
export type InFront = { readonly disabledReason?: string };

/** An execution that somebody started by the API. */
export interface Start {
  readonly pipelineExecutionId: string;
  /** Every variable of the pipeline with its value. */
  readonly variables: Readonly<Record<string, string>>;
  readonly sourceRevisions: readonly { readonly actionName: string; readonly revisionValue: string }[];
  /** Only a stage is to be rolled back. */
  readonly rollback?: RollBack;
}

/** What somebody asked of an execution, by a call of CodePipeline. */
export type Order =
  | {
      readonly kind: 'approval';
      readonly token: string;
      readonly status: 'Approved' | 'Rejected';
      readonly summary: string;
    }
  | { readonly kind: 'stop'; readonly abandon: boolean; readonly reason: string }
  | { readonly kind: 'retry'; readonly stageName: string; readonly mode: 'ALL_ACTIONS' | 'FAILED_ACTIONS' }
  /** A condition counts as met. */
  | { readonly kind: 'override'; readonly stageName: string; readonly condition: ConditionMoment }
  /** The job that a rule or an action has given to somebody is done, or, with a token of its own, to be asked for again. */
  | {
      readonly kind: 'job';
      readonly token: string;
      readonly succeeded: boolean;
      readonly summary: string;
      readonly variables?: Readonly<Record<string, string>>;
      readonly continuationToken?: string;
    };
