/** What happened to an execution, to one of its stages or to one of its actions; times are ISO 8601 UTC. */
export interface ExecutionNote {
  readonly pipelineName: string;
  readonly pipelineExecutionId: string;
  readonly time: string;
  readonly status: string;
  readonly statusSummary?: string;
  readonly artifactRevisions?: readonly {
    readonly name: string;
    readonly revisionId: string;
    readonly revisionSummary: string;
  }[];
  readonly trigger?: { readonly triggerType: string; readonly triggerDetail: string };
  readonly stageName?: string;
  readonly action?: ActionNote;
}

/** An action's run, in the words of CodePipeline's `ListActionExecutions`. */
export interface ActionNote {
  readonly actionExecutionId: string;
  readonly stageName: string;
  readonly actionName: string;
  readonly input: {
    readonly actionTypeId: {
      readonly category: string;
      readonly owner: string;
      readonly provider: string;
      readonly version: string;
    };
    readonly roleArn?: string;
    readonly region: string;
    readonly configuration: Readonly<Record<string, string>>;
    readonly resolvedConfiguration: Readonly<Record<string, string>>;
  };
  /** An approval that nobody answered in time. */
  readonly expired?: true;
  readonly output?: {
    readonly executionResult: { readonly externalExecutionSummary: string };
    readonly outputVariables: Readonly<Record<string, string>>;
  };
}
