import type { Command } from 'commander';
import { UserError } from '../../lib/ground/user-error';
import { addVerb, type Verb } from './pipeline-asked';
import { printJson, printLines } from './printing';
import type { Finish, Shell } from './shell';

interface StopOptions {
  readonly abandon?: boolean;
  readonly reason?: string;
}

/** `bin/delivery stop`: an end to the execution that runs. */
export const addStop = (program: Command, shell: Shell, finish: Finish): void => {
  const perform: Verb<StopOptions> = async (pipeline, { abandon = false, reason, json }, given) => {
    const running = (await pipeline.executions()).filter(
      ({ status }) => status === 'InProgress' || status === 'Stopping',
    );
    const [first, ...others] = running.map(({ pipelineExecutionId = '' }) => pipelineExecutionId);
    const meant = given ?? first;
    if (meant === undefined) throw new UserError(`no execution of ${pipeline.name} runs`, { exitCode: 1 });
    if (given === undefined && others.length > 0) {
      throw new UserError(`several executions run, say which: ${[first, ...others].join(', ')}`);
    }
    await pipeline.stop(meant, abandon, reason);
    const how = abandon ? 'abandoning its actions' : 'when the actions under way have ended';
    if (json) printJson(shell, { pipelineName: pipeline.name, pipelineExecutionId: meant, abandon });
    else printLines(shell, [`stops ${how}: execution ${meant}`]);
    return 0;
  };
  addVerb(program, { shell, finish, words: 'stop [execution]', description: 'stop the execution that runs' }, perform)
    .option('--abandon', 'now, without waiting for the actions under way')
    .option('--reason <text>', 'why, kept with the execution; at most 200 characters');
};
