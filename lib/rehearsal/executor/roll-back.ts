import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Access, ExecutorCloud } from './cloud/cloud';
import type { ExecutorEvent, Status } from './event';
import { Failure } from './failure';
import type { ExecutorOptions, RollBack } from './options';
import type { Plan } from './plan/plan';

/** Runs an execution; `runPipelineOn`. */
type Run = (cloud: ExecutorCloud, options: ExecutorOptions) => Promise<Status>;

/**
 * The plan of a roll-back: its one stage. That its conditions are not looked at again nobody documents; here a roll-back
 * engages no other one.
 *
 * @throws {Failure} when the definition has no such stage
 */
export const onlyStage = (plan: Plan, { stageName }: RollBack): Plan => {
  const position = plan.stages.findIndex((stage) => stage.stageName === stageName);
  const stage = plan.stages[position];
  if (stage === undefined) throw new Failure(`stage ${stageName} is to be rolled back, and the definition has none`);
  return { ...plan, stages: [{ stageName, actions: stage.actions }], before: plan.stages.slice(0, position) };
};

/**
 * Rolls a stage that has failed back to the last execution that succeeded in it: another execution, which makes its own files.
 *
 * @returns what came of it, in words
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback-auto.html
 */
export const rollBackAfter = async (
  cloud: ExecutorCloud,
  tools: Access,
  options: ExecutorOptions,
  stageName: string,
  run: Run,
): Promise<string> => {
  const { pipelineName, pipelineExecutionId: failed, revision } = options;
  const target = await cloud.lastSucceeded(tools, pipelineName, stageName, failed);
  if (target === undefined)
    return `${stageName} is not rolled back: no execution of this definition has succeeded in it`;
  const pipelineExecutionId = randomUUID();
  const { pipelineExecutionId: targetPipelineExecutionId, commitId } = target;
  const triggerDetail = JSON.stringify({ FailedPipelineExecutionId: failed });
  const name = `rollback-${pipelineExecutionId.slice(0, 8)}`;
  const { emit } = options;
  emit({ type: 'rollback-started', time: now(), stageName, pipelineExecutionId, targetPipelineExecutionId });
  const status = await run(cloud, {
    ...options,
    pipelineExecutionId,
    revision: { ...revision, commitId, message: `roll-back to ${targetPipelineExecutionId}` },
    rollback: { stageName, targetPipelineExecutionId, trigger: { triggerType: 'AutomatedRollback', triggerDetail } },
    workDirectory: join(options.workDirectory, name),
    logDirectory: join(options.logDirectory, name),
    retryMilliseconds: 0,
    emit: (event) => isAsked(event) && emit(event),
  });
  emit({ type: 'rollback-ended', time: now(), stageName, pipelineExecutionId, status });
  return `${stageName} was rolled back to ${targetPipelineExecutionId}: ${status}`;
};

/** Of what happens in another execution a record of this one has nothing but what somebody must answer. */
const isAsked = ({ type }: ExecutorEvent): boolean => type === 'approval-requested';

const now = (): string => new Date().toISOString();
