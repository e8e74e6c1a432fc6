import { UserError } from '../ground/user-error';
import type { Pipeline } from './pipeline';

/** Whether an execution whose stage has this status may still change something there. */
export const isAtWork = (status: string | undefined): boolean => status === 'InProgress' || status === 'Stopping';

/**
 * Why an execution may be deploying in a stage just now; undefined where none is. Who cannot see that does not say that none is; of a
 * pipeline that does not exist none is.
 */
export const stageAtWork = async (
  open: () => Promise<Pick<Pipeline, 'stages'>>,
  stage: string,
): Promise<string | undefined> => {
  try {
    const states = await (await open()).stages();
    const { status, pipelineExecutionId } = states.find(({ stageName }) => stageName === stage)?.latestExecution ?? {};
    if (!isAtWork(status)) return undefined;
    return `execution ${pipelineExecutionId} is in stage ${stage}: wait for it, or stop it (bin/delivery stop)`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error.message.startsWith('PipelineNotFoundException')) return undefined;
    return `whether a release is at work cannot be seen (${error.message})`;
  }
};
