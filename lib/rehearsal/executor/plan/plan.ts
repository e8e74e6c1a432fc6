import type { ActionKind, ConditionMoment } from '../event';
import type { ActionType } from './action-types';
import type { RuleType } from './rule-types';

/** The bucket that holds a region's artifacts. */
export interface ArtifactStore {
  readonly region: string;
  readonly bucket: string;
  readonly kmsKeyId?: string;
}

/** One action, checked: everything its handler needs is there. */
export interface PlannedAction extends ActionKind {
  readonly type: ActionType;
  /** The action's own role, assumed by the pipeline's. */
  readonly ownRoleArn?: string;
  /** As which role the action runs: its own, else the pipeline's. */
  readonly roleArn: string;
  readonly region: string;
  readonly namespace?: string;
  readonly configuration: Readonly<Record<string, string>>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly timeoutInMinutes?: number;
  /** Of an action that runs commands. */
  readonly compute?: Compute;
}

/** Commands without a project, and what is kept of them. */
export interface Compute {
  readonly commands: readonly string[];
  /** Names of variables that the action hands on, also those of AWS's own, which a buildspec cannot export. */
  readonly variables: readonly string[];
  /** Patterns of the files of its artifact. */
  readonly files: readonly string[];
  readonly environment: readonly ComputeVariable[];
}

/** A variable of commands: its value, or the secret that has it. */
export interface ComputeVariable {
  readonly name: string;
  readonly value: string;
  readonly type: 'PLAINTEXT' | 'SECRETS_MANAGER';
}

/** What happens when a condition is not met. */
export type ConditionResult = 'FAIL' | 'SKIP' | 'ROLLBACK' | 'RETRY';

/** One rule of a condition, checked. */
export interface PlannedRule {
  readonly stageName: string;
  readonly ruleName: string;
  readonly provider: RuleType;
  readonly configuration: Readonly<Record<string, string>>;
  readonly inputs: readonly string[];
  readonly region: string;
  /** As which role the rule runs: its own, else the pipeline's. */
  readonly roleArn: string;
  readonly ownRoleArn?: string;
  readonly timeoutInMinutes?: number;
}

/** A condition is met when all its rules succeed. */
export interface PlannedCondition {
  readonly moment: ConditionMoment;
  readonly result: ConditionResult;
  readonly rules: readonly PlannedRule[];
}

/** What of a stage is run again. */
export type RetryMode = 'ALL_ACTIONS' | 'FAILED_ACTIONS';

/** One stage: actions in the order of their definition. */
export interface PlannedStage {
  readonly stageName: string;
  readonly actions: readonly PlannedAction[];
  readonly beforeEntry?: PlannedCondition;
  readonly onSuccess?: PlannedCondition;
  readonly onFailure?: PlannedCondition & { readonly retryMode: RetryMode };
}

/** A deployed pipeline that can be run. */
export interface Plan {
  readonly pipelineName: string;
  readonly roleArn: string;
  readonly stages: readonly PlannedStage[];
  /** Stages that are not run, where only one is rolled back. */
  readonly before?: readonly PlannedStage[];
  /** By region. */
  readonly stores: ReadonlyMap<string, ArtifactStore>;
  /** The pipeline's own variables with their defaults. */
  readonly variables: Readonly<Record<string, string>>;
  /** The definition as text: another text is another definition. */
  readonly fingerprint: string;
}

/** The stages as events show them. */
export const outline = (
  plan: Plan,
): readonly { readonly stageName: string; readonly actions: readonly ActionKind[] }[] =>
  plan.stages.map(({ stageName, actions }) => ({ stageName, actions: actions.map(kindOf) }));

/** What an event says an action is. */
export const kindOf = ({ stageName, actionName, category, provider, runOrder }: ActionKind): ActionKind => ({
  stageName,
  actionName,
  category,
  provider,
  runOrder,
});
