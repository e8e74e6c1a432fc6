import type { ConditionMoment } from '../event';

/** What happened to an execution, to one of its stages or to one of its actions; times are ISO 8601 UTC. */
export interface ExecutionNote {
  readonly pipelineName: string;
  readonly pipelineExecutionId: string;
  readonly time: string;
  readonly status: string;
  readonly statusSummary?: string;
  /** Whoever runs it waits for a retry. */
  readonly retryable?: true;
  readonly artifactRevisions?: readonly {
    readonly name: string;
    readonly revisionId: string;
    readonly revisionSummary: string;
  }[];
  readonly trigger?: { readonly triggerType: string; readonly triggerDetail: string };
  /** The execution to which this one rolls a stage back. */
  readonly rollbackTarget?: string;
  readonly stageName?: string;
  /** Why the stage is run again. */
  readonly retry?: 'AutomatedStageRetry';
  readonly action?: ActionNote;
  /** The note is about this condition of the stage. */
  readonly condition?: ConditionMoment;
  readonly rule?: RuleNote;
}

interface NotedType {
  readonly category: string;
  readonly owner: string;
  readonly provider: string;
  readonly version: string;
}

/** As whom, where and with what something is run. */
interface NotedInput {
  readonly roleArn?: string;
  readonly region: string;
  readonly configuration: Readonly<Record<string, string>>;
  readonly resolvedConfiguration: Readonly<Record<string, string>>;
}

/** A rule's run, in the words of CodePipeline's `ListRuleExecutions`. */
export interface RuleNote {
  readonly ruleExecutionId: string;
  readonly stageName: string;
  readonly ruleName: string;
  readonly condition: ConditionMoment;
  /** By which the job is answered that the rule has given to somebody. */
  readonly token?: string;
  readonly input: NotedInput & { readonly ruleTypeId: NotedType };
  readonly output?: { readonly executionResult: { readonly externalExecutionSummary: string } };
}

/** An action's run, in the words of CodePipeline's `ListActionExecutions`. */
export interface ActionNote {
  readonly actionExecutionId: string;
  readonly stageName: string;
  readonly actionName: string;
  readonly input: NotedInput & { readonly actionTypeId: NotedType };
  /** By which an approval that is asked for is answered. */
  readonly token?: string;
  /** By which the job is answered that the action has given to somebody. */
  readonly job?: string;
  readonly output?: {
    readonly executionResult: { readonly externalExecutionSummary: string };
    readonly outputVariables: Readonly<Record<string, string>>;
    readonly outputArtifacts: readonly {
      readonly name: string;
      readonly s3location: { readonly bucket: string; readonly key: string };
    }[];
  };
}
