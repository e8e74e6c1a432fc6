import type { Command } from 'commander';
import { planRollback, type RanExecution, type RollbackPlan } from '../../lib/executions/plan-rollback';
import { UserError } from '../../lib/ground/user-error';
import { addVerb, type Verb } from './pipeline-asked';
import { printJson, printLines } from './printing';
import type { Finish, Shell } from './shell';

interface RollbackOptions {
  readonly environment: string;
  readonly to: string;
  readonly plan?: boolean;
}

/** `bin/delivery rollback`: a stage comes back to an earlier release; there is no way around the pipeline. */
export const addRollback = (program: Command, shell: Shell, finish: Finish): void => {
  const perform: Verb<RollbackOptions> = async (pipeline, { environment, to, plan: only = false, json }) => {
    const plan = await planRollback(pipeline, environment, to);
    if (!json) printLines(shell, linesOf(plan));
    const { stageName, target, way } = plan;
    const { commitId: revision, pipelineExecutionId } = target;
    if (only) {
      if (json) printJson(shell, plan);
      return 0;
    }
    if (way === 'release' && revision === null) {
      throw new UserError(`execution ${pipelineExecutionId} has fetched no revision that could be released again`);
    }
    const started =
      way === 'stage' || revision === null
        ? await pipeline.rollback(stageName, pipelineExecutionId)
        : await pipeline.start({ variables: [], revision });
    if (json) printJson(shell, { ...plan, startedExecutionId: started });
    else printLines(shell, [`starts: execution ${started} of ${pipeline.name}`]);
    return 0;
  };
  const description = 'bring an environment back to an earlier release';
  addVerb(program, { shell, finish, words: 'rollback', description }, perform)
    .requiredOption('--environment <name>', 'the stage of the pipeline')
    .requiredOption('--to <release>', 'the execution to go back to, or its commit; the beginning is enough')
    .option('--plan', 'only say how, and what is taken back');
};

const linesOf = ({ stageName, target, way, versions, takenBack }: RollbackPlan): readonly string[] => [
  `${stageName} goes back to ${named(target)}`,
  ...(takenBack.length === 0
    ? ['takes back: no release (what came since did not end well)']
    : [
        `takes back: ${takenBack.length} release${takenBack.length === 1 ? '' : 's'}`,
        ...takenBack.map((each) => `  ${named(each)}`),
      ]),
  way === 'stage'
    ? `how: CodePipeline rolls ${stageName} back by itself, with the artifacts of then: approved, deployed and validated there, nothing is built again`
    : `how: that commit is released through every environment, like any other: ${whyReleased(versions)}`,
];

const whyReleased = ({ before, now }: RollbackPlan['versions']): string =>
  before === now
    ? 'CodePipeline rolls one stage back, and in no pipeline of mode PARALLEL'
    : `the pipeline had version ${before} then, and has ${now}`;

const named = ({ pipelineExecutionId, commitId, message, startTime }: RanExecution): string =>
  [pipelineExecutionId.slice(0, 8), commitId?.slice(0, 7), message, startTime].filter((each) => each).join('  ');
