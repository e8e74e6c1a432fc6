import type { Access, ActionNote, ExecutionNote, ExecutorCloud, ObjectLocation, RuleNote } from './cloud/cloud';
import type { ConditionMoment, ConditionStatus, Status } from './event';
import { describeError } from './failure';
import type { ExecutorOptions } from './options';
import { actionTypeRule } from './plan/action-types';
import type { PlannedAction, PlannedRule } from './plan/plan';

/** How an action ended, as far as CodePipeline remembers it. */
export interface NotedEnd {
  readonly summary: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Where its artifacts lie. */
  readonly artifacts: readonly { readonly name: string; readonly s3location: ObjectLocation }[];
}

/** One run of an action or a rule: its id, and by which token it is answered where somebody answers it. */
export interface ActionRun {
  readonly id: string;
  readonly token: string;
}

/** Tells the cloud's CodePipeline what happens to one execution, in order. Noting never changes how the execution goes. */
export class Notes {
  private last: Promise<void> = Promise.resolve();
  private wanted = true;
  private firstProblem: string | undefined;

  constructor(
    private readonly cloud: ExecutorCloud,
    private readonly tools: Access,
    private readonly options: ExecutorOptions,
  ) {}

  /** What could not be noted, if anything. */
  get problem(): string | undefined {
    return this.firstProblem;
  }

  /** `retryable`: somebody waits for a retry of it. */
  execution(status: Status, statusSummary?: string, retryable = false): Promise<void> {
    const { rollback, revision, startedThere } = this.options;
    const { commitId, message, branch } = revision;
    const pushed = startedThere ? undefined : { triggerType: 'Webhook', triggerDetail: `push to ${branch}` };
    const trigger = rollback ? rollback.trigger : pushed;
    return this.note({
      status,
      ...(statusSummary === undefined ? {} : { statusSummary }),
      ...(retryable && { retryable }),
      artifactRevisions: [{ name: 'Source', revisionId: commitId, revisionSummary: message }],
      ...(rollback && { rollbackTarget: rollback.targetPipelineExecutionId }),
      ...(trigger !== undefined && { trigger }),
    });
  }

  /** `retry`: the stage's own definition runs it again. */
  stage(stageName: string, status: Status, retry?: 'AutomatedStageRetry'): Promise<void> {
    return this.note({ status, stageName, ...(retry && { retry }) });
  }

  condition(
    stageName: string,
    condition: ConditionMoment,
    status: ConditionStatus | 'InProgress',
    statusSummary?: string,
  ): Promise<void> {
    return this.note({ status, stageName, condition, ...(statusSummary && { statusSummary }) });
  }

  /** One run of a rule; a job that it gives to somebody is answered by the token. */
  rule(
    rule: PlannedRule,
    condition: ConditionMoment,
    { id, token }: ActionRun,
    status: Status,
    resolved: Readonly<Record<string, string>>,
    summary?: string,
  ): Promise<void> {
    const gives = rule.provider === 'LambdaInvoke' && summary === undefined;
    const note = { ...ruleNoteOf(rule, condition, id, resolved, summary), ...(gives && { token }) };
    return this.note({ status, rule: note });
  }

  action(
    action: PlannedAction,
    { id, token }: ActionRun,
    status: Status,
    resolved: Readonly<Record<string, string>>,
    end?: NotedEnd,
  ): Promise<void> {
    const note = noteOf(action, id, resolved, end);
    // Whoever knows the token can answer, so it is told where there is something to answer.
    const asks = action.category === 'Approval' && end === undefined;
    const gives = action.type === 'Invoke/Lambda' && end === undefined;
    return this.note({ status, action: { ...note, ...(asks && { token }), ...(gives && { job: token }) } });
  }

  private note(note: Omit<ExecutionNote, 'pipelineName' | 'pipelineExecutionId' | 'time'>): Promise<void> {
    const { pipelineName, pipelineExecutionId } = this.options;
    const whole = { pipelineName, pipelineExecutionId, time: new Date().toISOString(), ...note };
    this.last = this.last.then(async () => {
      if (!this.wanted) return;
      try {
        this.wanted = await this.cloud.note(this.tools, whole);
      } catch (error) {
        this.firstProblem ??= describeError(error);
      }
    });
    return this.last;
  }
}

const ruleNoteOf = (
  { stageName, ruleName, provider, ownRoleArn, region, configuration }: PlannedRule,
  condition: ConditionMoment,
  ruleExecutionId: string,
  resolvedConfiguration: Readonly<Record<string, string>>,
  summary: string | undefined,
): RuleNote => ({
  ruleExecutionId,
  stageName,
  ruleName,
  condition,
  input: {
    ruleTypeId: { category: 'Rule', owner: 'AWS', provider, version: '1' },
    ...(ownRoleArn === undefined ? {} : { roleArn: ownRoleArn }),
    region,
    configuration,
    resolvedConfiguration,
  },
  ...(summary === undefined ? {} : { output: { executionResult: { externalExecutionSummary: summary } } }),
});

/** CodePipeline shows four asterisks for it: https://docs.aws.amazon.com/codepipeline/latest/userguide/appendix-github-oauth.html */
const masked = (configuration: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  configuration['OAuthToken'] === undefined ? configuration : { ...configuration, OAuthToken: '****' };

const noteOf = (
  { stageName, actionName, category, provider, type, ownRoleArn, region, configuration }: PlannedAction,
  actionExecutionId: string,
  resolvedConfiguration: Readonly<Record<string, string>>,
  end: NotedEnd | undefined,
): ActionNote => ({
  actionExecutionId,
  stageName,
  actionName,
  input: {
    actionTypeId: { category, owner: actionTypeRule(type).owner ?? 'AWS', provider, version: '1' },
    ...(ownRoleArn === undefined ? {} : { roleArn: ownRoleArn }),
    region,
    configuration: masked(configuration),
    resolvedConfiguration: masked(resolvedConfiguration),
  },
  ...(end === undefined
    ? {}
    : {
        output: {
          executionResult: { externalExecutionSummary: end.summary },
          outputVariables: end.variables,
          outputArtifacts: end.artifacts,
        },
      }),
});
