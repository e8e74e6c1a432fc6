import { join } from 'node:path';
import { ArtifactExchange } from './artifacts/artifact-exchange';
import type { Access, ExecutorCloud } from './cloud/cloud';
import type { Status } from './event';
import { describeError, Failure, isPipelineGone } from './failure';
import type { Notes } from './notes';
import type { ExecutorOptions } from './options';
import type { Orders, Resumption } from './orders';
import { outline, type Plan } from './plan/plan';
import { planPipeline } from './plan/plan-pipeline';
import { Roles } from './roles';
import { runGuardedStage } from './run-guarded-stage';
import { type ExecutionAttempt, runKey } from './run-stage';

/** A definition that changes this often in one execution will change for ever. */
const MOST_RESTARTS = 3;

/** How an execution ended. */
export interface CourseEnd {
  readonly status: Status;
  readonly restarts: number;
  readonly cause?: string;
  /** It stands in front of a stage: there is nothing to retry. */
  readonly unreached?: true;
  /** The stage that is to be rolled back. */
  readonly rollBack?: string;
}

/** With what an execution is run. */
export interface Means {
  readonly cloud: ExecutorCloud;
  readonly tools: Access;
  readonly notes: Notes;
  readonly orders: Orders;
  readonly options: ExecutorOptions;
}

/** One execution on its way through the definition. It knows where it stands, so that it can go on from a stage again. */
export class Course {
  private restarts = 0;
  private attempt: ExecutionAttempt;
  private position = 0;

  constructor(
    private plan: Plan,
    private readonly means: Means,
  ) {
    this.attempt = this.attemptOf(plan);
  }

  /** Puts back what an earlier execution had made before the one stage that this one runs. */
  async restore(targetPipelineExecutionId: string): Promise<void> {
    const { cloud, tools, options } = this.means;
    const { exchange, namespaces } = this.attempt;
    const runs = await cloud.listActions(tools, options.pipelineName, targetPipelineExecutionId);
    for (const { stageName, actions } of this.plan.before ?? []) {
      for (const { actionName, namespace } of actions) {
        const run = runs.find((one) => one.stageName === stageName && one.actionName === actionName);
        if (run === undefined) continue;
        if (namespace !== undefined) namespaces.set(namespace, run.variables);
        for (const { name, at } of run.artifacts) exchange.adopt(name, run.region, at);
      }
    }
  }

  /** Runs from where it stands to its end. The signal abandons it. */
  async run(signal: AbortSignal): Promise<CourseEnd> {
    const { cloud, tools, options } = this.means;
    const { restarts } = this;
    try {
      const end = await this.runStages(signal);
      if (end !== 'DefinitionChanged') return { restarts, ...end };
      if (!(await restartsOnUpdate(cloud, tools, options))) {
        const cause = 'the definition changed while the execution ran, and RestartExecutionOnUpdate is off';
        return { status: 'Cancelled', restarts, cause };
      }
      const newest = await cloud.newestExecution(tools, options.pipelineName);
      if (newest !== undefined && newest !== options.pipelineExecutionId) {
        const cause = `the definition changed while the execution ran: what starts again is the newest revision, with ${newest}`;
        return { status: 'Cancelled', restarts, cause };
      }
      if (restarts === MOST_RESTARTS) {
        throw new Failure(`the definition changed ${restarts + 1} times in a row: synthesis is not deterministic`);
      }
      this.restart(await planDeployed(cloud, tools, options));
    } catch (error) {
      if (signal.aborted) return { status: 'Stopped', restarts };
      return { status: 'Failed', restarts, cause: describeError(error) };
    }
    return this.run(signal);
  }

  /** Goes back to a stage: to its actions that did not succeed, or to all of them. */
  resume(asked: Resumption): void {
    const { stageName } = asked;
    this.position = this.plan.stages.findIndex((stage) => stage.stageName === stageName);
    const stage = this.plan.stages[this.position];
    if (stage === undefined) throw new Error(`stage ${stageName} is to go on, and the definition has none`);
    if (asked.kind === 'retry' && asked.mode === 'ALL_ACTIONS')
      for (const action of stage.actions) this.attempt.succeeded.delete(runKey(action));
  }

  private restart(plan: Plan): void {
    this.plan = plan;
    this.restarts += 1;
    this.position = 0;
    this.attempt = this.attemptOf(plan);
    const { emit } = this.means.options;
    emit({
      type: 'execution-restarted',
      time: new Date().toISOString(),
      restarts: this.restarts,
      stages: outline(plan),
    });
  }

  /**
   * Runs the stages in order. A definition that changed is noticed when the stage that changed it has ended; CodePipeline
   * cancels the execution then, whether another one follows or not.
   */
  private async runStages(signal: AbortSignal): Promise<Omit<CourseEnd, 'restarts'> | 'DefinitionChanged'> {
    const { plan, means } = this;
    const { cloud, tools, orders } = means;
    const options = { ...means.options, signal };
    for (; this.position < plan.stages.length; this.position++) {
      const stage = plan.stages[this.position];
      if (stage === undefined) break;
      const entry = await orders.admitted(stage.stageName, signal);
      if (entry === 'superseded') return { status: 'Superseded', cause: 'a newer execution went on instead' };
      if (signal.aborted || entry === 'stopping') return { status: 'Stopped', unreached: true };
      if (typeof entry === 'object') {
        return { status: 'Stopped', cause: notLetIn(stage.stageName, entry.disabledReason, options), unreached: true };
      }
      const { status, cause, engaged } = await runGuardedStage(stage, { ...this.attempt, options });
      // What was under way has ended, however it did: https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-stop.html
      if (orders.stopping !== undefined) return { status: 'Stopped' };
      if (status !== 'Succeeded' && status !== 'Skipped') {
        const { stageName: rollBack } = stage;
        return { status, ...(cause !== undefined && { cause }), ...(engaged === 'ROLLBACK' && { rollBack }) };
      }
      const deployed = await cloud.getPipeline(tools, options.pipelineName).catch(undefinedIfGone);
      if (deployed === undefined) return { status: 'Cancelled', cause: gone(stage.stageName, options) };
      if (JSON.stringify(deployed) !== plan.fingerprint) return 'DefinitionChanged';
    }
    return { status: 'Succeeded' };
  }

  private attemptOf(plan: Plan): ExecutionAttempt {
    const { cloud, tools, notes, orders, options } = this.means;
    const { pipelineName, pipelineExecutionId } = options;
    const roles = new Roles(cloud, tools, plan.roleArn, pipelineExecutionId);
    return {
      plan,
      options,
      cloud,
      roles,
      notes,
      orders,
      exchange: new ArtifactExchange(cloud, pipelineName, plan.stores, () => roles.pipeline()),
      namespaces: new Map([
        ['codepipeline', { PipelineExecutionId: pipelineExecutionId }],
        ['variables', plan.variables],
      ]),
      succeeded: new Set(),
      quiet: new Set(),
      directory: join(options.workDirectory, `attempt-${this.restarts + 1}`),
    };
  }
}

/** The definition as it is deployed. @throws {Failure} when it cannot be read, or not be run */
export const planDeployed = async (
  cloud: ExecutorCloud,
  tools: Access,
  { pipelineName, region, variables }: ExecutorOptions,
): Promise<Plan> => {
  const declaration = await cloud.getPipeline(tools, pipelineName).catch((error: unknown) => {
    throw new Failure(`pipeline ${pipelineName} cannot be read: ${describeError(error)}`, { cause: error });
  });
  return planPipeline(declaration, region, variables);
};

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/transitions says that CodePipeline waits for 30 days. */
const notLetIn = (stageName: string, reason: string, { pipelineName }: ExecutorOptions): string =>
  `nobody is let into ${stageName}, whose transition is disabled: ${reason}; on AWS it would wait there. ` +
  'With --wait MINUTES, --approve ask or bin/delivery serve it waits here, too, for ' +
  `aws codepipeline enable-stage-transition --pipeline-name ${pipelineName} --stage-name ${stageName} --transition-type Inbound`;

const undefinedIfGone = (error: unknown): undefined => {
  if (!isPipelineGone(error)) throw error;
};

const gone = (stageName: string, { pipelineName }: ExecutorOptions): string =>
  `stage ${stageName} has deleted pipeline ${pipelineName}, and its executions with it, as a new name does; ` +
  'what has taken its place starts by itself on AWS, and here with the next rehearsal';

/** The flag is CloudFormation's: CodePipeline itself does not know it, so the owning stack's template is asked. */
const restartsOnUpdate = async (
  cloud: ExecutorCloud,
  tools: Access,
  { pipelineName }: ExecutorOptions,
): Promise<boolean> => {
  const properties = await cloud.pipelineProperties(tools, pipelineName);
  return String(properties?.['RestartExecutionOnUpdate']) === 'true';
};
