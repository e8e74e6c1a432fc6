import { setMaxListeners } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ArtifactExchange } from './artifacts/artifact-exchange';
import { awsCloud } from './cloud/aws-cloud';
import type { Access, ExecutorCloud } from './cloud/cloud';
import type { Status } from './event';
import { describeError, Failure } from './failure';
import { Notes } from './notes';
import type { ExecutorOptions } from './options';
import { Orders } from './orders';
import { outline, type Plan } from './plan/plan';
import { planPipeline } from './plan/plan-pipeline';
import { Roles, toolsAccess } from './roles';
import { type ExecutionAttempt, runStage } from './run-stage';

/** A definition that changes this often in one execution will change for ever. */
const MOST_RESTARTS = 3;

/**
 * Runs one execution of a deployed pipeline, as CodePipeline does, to its end.
 *
 * @throws {Failure} when the pipeline does not exist or cannot be run, before the first event; afterwards every failure is
 * an event, and the returned status
 */
export const runPipeline = (options: ExecutorOptions): Promise<Status> =>
  runPipelineOn(awsCloud(options.endpoint, options.signal), options);

/** `runPipeline` on a given cloud. */
export const runPipelineOn = async (cloud: ExecutorCloud, options: ExecutorOptions): Promise<Status> => {
  const tools = toolsAccess(options.credentials, options.region);
  const { emit, pipelineName, pipelineExecutionId, revision } = options;
  const plan = await planDeployed(cloud, tools, options);
  const { commitId } = revision;
  await mkdir(options.logDirectory, { recursive: true });
  emit({ type: 'execution-started', time: now(), pipelineName, pipelineExecutionId, commitId, stages: outline(plan) });
  const notes = new Notes(cloud, tools, options);
  await notes.execution('InProgress');
  const orders = new Orders(cloud, tools, options);
  const { status, restarts, cause: why } = await runListening(plan, cloud, tools, notes, orders, options);
  await notes.execution(status, why);
  const cause = why ?? (notes.problem && `CodePipeline there does not remember all of it: ${notes.problem}`);
  emit({ type: 'execution-ended', time: now(), status, restarts, ...(cause === undefined ? {} : { cause }) });
  return status;
};

/** How an execution ended. */
interface Ended {
  readonly status: Status;
  readonly restarts: number;
  readonly cause?: string;
}

/** Runs it while it can be told how to go on. */
const runListening = async (
  plan: Plan,
  cloud: ExecutorCloud,
  tools: Access,
  notes: Notes,
  orders: Orders,
  options: ExecutorOptions,
): Promise<Ended> => {
  const signal = AbortSignal.any([options.signal, orders.abandon]);
  setMaxListeners(0, signal);
  try {
    await orders.open();
    const ended = await runToTheEnd(plan, cloud, tools, notes, orders, { ...options, signal });
    return ended.status === 'Stopped' && orders.stopping ? { cause: `stopped: ${orders.stopping}`, ...ended } : ended;
  } finally {
    orders.close();
  }
};

const runToTheEnd = async (
  first: Plan,
  cloud: ExecutorCloud,
  tools: Access,
  notes: Notes,
  orders: Orders,
  options: ExecutorOptions,
): Promise<Ended> => {
  let plan = first;
  for (let restarts = 0; ; restarts++) {
    try {
      const status = await runAttempt(plan, restarts, cloud, tools, notes, orders, options);
      if (status !== 'DefinitionChanged') return { status, restarts };
      if (!(await restartsOnUpdate(cloud, tools, options))) {
        const cause = 'the definition changed while the execution ran, and RestartExecutionOnUpdate is off';
        return { status: 'Cancelled', restarts, cause };
      }
      if (restarts === MOST_RESTARTS) {
        throw new Failure(`the definition changed ${restarts + 1} times in a row: synthesis is not deterministic`);
      }
      plan = await planDeployed(cloud, tools, options);
    } catch (error) {
      if (options.signal.aborted) return { status: 'Stopped', restarts };
      return { status: 'Failed', restarts, cause: describeError(error) };
    }
    options.emit({ type: 'execution-restarted', time: now(), restarts: restarts + 1, stages: outline(plan) });
  }
};

/**
 * Runs the stages in order. A definition that changed is noticed when the stage that changed it has ended; CodePipeline
 * cancels the execution then, whether another one follows or not.
 */
const runAttempt = async (
  plan: Plan,
  number: number,
  cloud: ExecutorCloud,
  tools: Access,
  notes: Notes,
  orders: Orders,
  options: ExecutorOptions,
): Promise<Status | 'DefinitionChanged'> => {
  const { pipelineName, pipelineExecutionId } = options;
  const roles = new Roles(cloud, tools, plan.roleArn, pipelineExecutionId);
  const attempt: ExecutionAttempt = {
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
    directory: join(options.workDirectory, `attempt-${number + 1}`),
  };
  for (const stage of plan.stages) {
    await orders.admitted(stage.stageName, options.signal);
    if (options.signal.aborted || orders.stopping !== undefined) return 'Stopped';
    const status = await runStage(stage, attempt);
    if (status !== 'Succeeded') return status;
    const deployed = await cloud.getPipeline(tools, pipelineName);
    if (JSON.stringify(deployed) !== plan.fingerprint) return 'DefinitionChanged';
  }
  return 'Succeeded';
};

const planDeployed = async (
  cloud: ExecutorCloud,
  tools: Access,
  { pipelineName, region }: ExecutorOptions,
): Promise<Plan> => {
  const declaration = await cloud.getPipeline(tools, pipelineName).catch((error: unknown) => {
    throw new Failure(`pipeline ${pipelineName} cannot be read: ${describeError(error)}`, { cause: error });
  });
  return planPipeline(declaration, region);
};

/** The flag is CloudFormation's: CodePipeline itself does not know it, so the owning stack's template is asked. */
const restartsOnUpdate = async (
  cloud: ExecutorCloud,
  tools: Access,
  { pipelineName }: ExecutorOptions,
): Promise<boolean> => {
  const properties = await cloud.pipelineProperties(tools, pipelineName);
  return String(properties?.['RestartExecutionOnUpdate']) === 'true';
};

const now = (): string => new Date().toISOString();
