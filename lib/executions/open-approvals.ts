import { UserError } from '../ground/user-error';
import type { StageState } from './pipeline';

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

/** The approvals that a pipeline waits for: they, and nothing else, have a token. */
export const openApprovals = (stages: readonly StageState[]): readonly OpenApproval[] =>
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
  stages: readonly StageState[],
  { stageName, pipelineExecutionId }: Meant,
): OpenApproval => {
  if (stageName !== undefined && !stages.some((stage) => stage.stageName === stageName)) {
    const names = stages.map((stage) => stage.stageName).join(', ');
    throw new UserError(`the pipeline has no stage "${stageName}": it has ${names}`);
  }
  const open = openApprovals(stages).filter((approval) => stageName === undefined || approval.stageName === stageName);
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
