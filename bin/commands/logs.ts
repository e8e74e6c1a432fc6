import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { actionMeant, buildLogsAt, logOf } from '../../lib/executions/action-log';
import { UserError } from '../../lib/ground/user-error';
import { recordsOf } from '../../lib/rehearsal/record/records';
import { addQuestion, type Question } from './pipeline-asked';
import { printJson, printLines } from './printing';
import type { Finish, Shell } from './shell';

interface LogsOptions {
  readonly execution?: string;
}

/** `bin/delivery logs`: what one action wrote, from CodeBuild's log group or from the record of a rehearsal. */
export const addLogs = (program: Command, shell: Shell, finish: Finish): void => {
  const perform: Question<LogsOptions> = async (
    pipeline,
    { execution, app, pipeline: named, json },
    meant = '',
    place,
  ) => {
    const id = execution ?? (await pipeline.executions())[0]?.pipelineExecutionId;
    if (id === undefined) throw new UserError(`${pipeline.name} has no execution yet`, { exitCode: 1 });
    const action = actionMeant(await pipeline.actions(id), meant);
    const { stageName = '', actionName = '' } = action;
    const lines =
      named === undefined
        ? recorded(join(recordsOf(app), id, 'logs', `${stageName}.${actionName}.log`))
        : await logOf(action, await buildLogsAt(place));
    if (json) printJson(shell, { pipelineExecutionId: id, stageName, actionName, lines });
    else printLines(shell, lines);
    return 0;
  };
  const words = { shell, finish, words: 'logs <action>', description: 'print what an action wrote' };
  addQuestion(program, words, perform).option('--execution <id>', 'of this execution instead of the newest');
};

const recorded = (file: string): readonly string[] => {
  if (!existsSync(file)) throw new UserError(`${file} is not there: the record of that execution was removed`);
  return readFileSync(file, 'utf8').trimEnd().split('\n');
};
