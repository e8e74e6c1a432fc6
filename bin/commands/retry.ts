import type { Command } from 'commander';
import { stageToRetry } from '../../lib/executions/failed-stage';
import { addVerb, type Verb } from './pipeline-asked';
import { printJson, printLines } from './printing';
import type { Finish, Shell } from './shell';

interface RetryOptions {
  readonly execution?: string;
  readonly all?: boolean;
}

/** `bin/delivery retry`: the stage that failed runs again. */
export const addRetry = (program: Command, shell: Shell, finish: Finish): void => {
  const perform: Verb<RetryOptions> = async (pipeline, { all = false, execution, json }, given) => {
    const { stageName, pipelineExecutionId } = stageToRetry(await pipeline.stages(), {
      ...(given !== undefined && { stageName: given }),
      ...(execution !== undefined && { pipelineExecutionId: execution }),
    });
    await pipeline.retry(pipelineExecutionId, stageName, all);
    const what = all ? 'all actions' : 'what failed';
    if (json) printJson(shell, { pipelineName: pipeline.name, stageName, pipelineExecutionId, all });
    else printLines(shell, [`runs again: ${what} of ${stageName}, execution ${pipelineExecutionId}`]);
    return 0;
  };
  addVerb(program, { shell, finish, words: 'retry [stage]', description: 'run the stage that failed again' }, perform)
    .option('--all', 'all its actions, not only those that failed')
    .option('--execution <id>', 'refuse a failure of any other execution');
};
