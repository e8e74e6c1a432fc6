import { UserError } from '../ground/user-error';
import type { Meant } from './open-approvals';
import type { StageState } from './pipeline';

/** A stage whose latest execution came to no good end. */
export interface FailedStage {
  readonly stageName: string;
  readonly pipelineExecutionId: string;
}

const RETRYABLE: ReadonlySet<string | undefined> = new Set(['Failed', 'Stopped']);

/**
 * The one stage that is to be run again.
 *
 * @throws {UserError} when none has failed or was stopped, it did so in another execution, or several could be meant
 */
export const stageToRetry = (stages: readonly StageState[], { stageName, pipelineExecutionId }: Meant): FailedStage => {
  const of = pipelineExecutionId === undefined ? '' : ` of execution ${pipelineExecutionId}`;
  const [first, ...others] = stages.flatMap(({ stageName: name = '', latestExecution: latest }) =>
    RETRYABLE.has(latest?.status) &&
    (stageName ?? name) === name &&
    (pipelineExecutionId ?? latest?.pipelineExecutionId) === latest?.pipelineExecutionId
      ? [{ stageName: name, pipelineExecutionId: latest?.pipelineExecutionId ?? '' }]
      : [],
  );
  if (first === undefined) {
    const states = stages
      .map((stage) => `${stage.stageName} ${stage.latestExecution?.status ?? 'not reached'}`)
      .join(', ');
    throw new UserError(
      `${stageName ?? 'no stage'}${of} ${stageName === undefined ? 'has failed' : 'has not failed'}, there is nothing to retry: the stages are ${states}`,
      { exitCode: 1 },
    );
  }
  if (others.length === 0) return first;
  const names = [first, ...others].map((stage) => `${stage.stageName} of ${stage.pipelineExecutionId}`).join(', ');
  throw new UserError(`several stages have failed, say which: ${names}`);
};
