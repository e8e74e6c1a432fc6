/** What CodePipeline knows of one execution; times are ISO 8601 UTC. */
export interface ExecutionFacts {
  readonly pipelineName: string;
  readonly pipelineVersion: number;
  readonly pipelineExecutionId: string;
  /** CodePipeline's own word, for example `Succeeded` or `InProgress`. */
  readonly status: string;
  readonly statusSummary: string | undefined;
  readonly revision:
    | { readonly id: string; readonly summary: string | undefined; readonly url: string | undefined }
    | undefined;
  readonly trigger: { readonly type: string; readonly detail: string } | undefined;
  /** Of a roll-back: the execution whose artifacts a stage deploys again. */
  readonly rollbackTo: string | undefined;
  readonly actions: readonly ActionFacts[];
}

/** What CodePipeline knows of one run of one action. */
export interface ActionFacts {
  readonly stageName: string;
  readonly actionName: string;
  readonly actionExecutionId: string;
  readonly category: string;
  readonly provider: string;
  readonly status: string;
  readonly startTime: string;
  readonly lastUpdateTime: string;
  /** ARN of who changed it last: for an approval, of who decided. */
  readonly updatedBy: string | undefined;
  readonly roleArn: string | undefined;
  readonly region: string | undefined;
  /** With its variables resolved. */
  readonly configuration: Readonly<Record<string, string>>;
  readonly summary: string | undefined;
  /** What CodePipeline itself says went wrong. */
  readonly error: string | undefined;
  readonly externalExecutionId: string | undefined;
  readonly outputVariables: Readonly<Record<string, string>>;
}

/** CodePipeline, as far as a release is closed by what it knows. */
export interface Executions {
  describe(pipelineName: string, pipelineExecutionId: string): Promise<ExecutionFacts>;
}

/** In the order in which they ran; where they began together, by name. */
export const inOrder = (actions: readonly ActionFacts[]): readonly ActionFacts[] =>
  actions.toSorted((one, other) => compare(sortKey(one), sortKey(other)));

const sortKey = ({ startTime, stageName, actionName, actionExecutionId }: ActionFacts): string =>
  [startTime, stageName, actionName, actionExecutionId].join('\u0000');

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
