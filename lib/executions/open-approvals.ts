import { UserError } from '../ground/user-error';
import type { ExecutionHistory, StageState } from './pipeline';

/** An approval that somebody may answer now. */
export interface OpenApproval {
  readonly stageName: string;
  readonly actionName: string;
  readonly token: string;
  readonly pipelineExecutionId: string;
}

/** Of which stage, and of which execution, an approval is meant; absent values are any. */
export interface Meant {
  readonly stageName?: string;
  readonly pipelineExecutionId?: string;
}

/** What a pipeline waits for. */
export interface Waiting {
  readonly stages: readonly StageState[];
  readonly approvals: readonly OpenApproval[];
}

/** The state of a pipeline, and the approvals that it waits for in every execution. */
export const waitingOf = async (pipeline: ExecutionHistory): Promise<Waiting> => {
  const stages = await pipeline.stages();
  const parallel = (await pipeline.executions()).filter(
    ({ executionMode, status }) => executionMode === 'PARALLEL' && status === 'InProgress',
  );
  const approvals: OpenApproval[] = [...approvalsIn(stages)];
  for (const { pipelineExecutionId = '' } of parallel) {
    for (const action of await pipeline.actions(pipelineExecutionId)) {
      const { stageName = '', actionName = '', status, input, output } = action;
      const token = output?.executionResult?.externalExecutionId;
      if (input?.actionTypeId?.category !== 'Approval' || status !== 'InProgress' || token === undefined) continue;
      approvals.push({ stageName, actionName, token, pipelineExecutionId });
    }
  }
  return { stages, approvals };
};

/**
 * The approvals that have a token in the state of their stages: all but those of executions in mode PARALLEL.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutApprovalResult.html
 */
const approvalsIn = (stages: readonly StageState[]): readonly OpenApproval[] =>
  stages.flatMap(({ stageName = '', latestExecution, actionStates = [] }) =>
    actionStates.flatMap(({ actionName = '', latestExecution: action }) =>
      action?.status === 'InProgress' && action.token !== undefined
        ? [
            {
              stageName,
              actionName,
              token: action.token,
              pipelineExecutionId: latestExecution?.pipelineExecutionId ?? '',
            },
          ]
        : [],
    ),
  );

/**
 * The one approval that is meant.
 *
 * @throws {UserError} when there is none, it belongs to another execution, or several could be meant
 */
export const approvalMeant = (
  { stages, approvals }: Waiting,
  { stageName, pipelineExecutionId }: Meant,
): OpenApproval => {
  if (stageName !== undefined && !stages.some((stage) => stage.stageName === stageName)) {
    const names = stages.map((stage) => stage.stageName).join(', ');
    throw new UserError(`the pipeline has no stage "${stageName}": it has ${names}`);
  }
  const open = approvals.filter((approval) => stageName === undefined || approval.stageName === stageName);
  const of = stageName === undefined ? '' : ` of ${stageName}`;
  if (open.length === 0) throw new UserError(`no approval${of} waits for an answer`, { exitCode: 1 });
  const own = open.filter((approval) => isOf(approval, pipelineExecutionId));
  const [first] = own;
  if (first === undefined) {
    const others = open.map((approval) => `${approval.stageName} of ${approval.pipelineExecutionId}`).join(', ');
    throw new UserError(
      `no approval${of} of execution ${pipelineExecutionId} waits for an answer: what waits is ${others}`,
      { exitCode: 1 },
    );
  }
  if (own.length > 1) {
    const names = own.map((approval) => `${approval.stageName}/${approval.actionName}`).join(', ');
    throw new UserError(`several approvals wait for an answer, say of which stage: ${names}`);
  }
  return first;
};

const isOf = ({ pipelineExecutionId }: OpenApproval, meant: string | undefined): boolean =>
  meant === undefined || pipelineExecutionId === meant;
