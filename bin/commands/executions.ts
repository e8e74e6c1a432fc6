import type { Command } from 'commander';
import type { PipelineExecutionSummary } from '../../lib/executions/pipeline';
import { inColumns } from '../../lib/ground/in-columns';
import { addQuestion } from './pipeline-asked';
import { printJson, printLines } from './printing';
import type { Finish, Shell } from './shell';

/** `bin/delivery executions`: the newest executions of a pipeline. */
export const addExecutions = (program: Command, shell: Shell, finish: Finish): void => {
  const words = { shell, finish, words: 'executions', description: 'list the newest executions' };
  addQuestion(program, words, async (pipeline, { json }) => {
    const executions = await pipeline.executions();
    if (json) printJson(shell, executions.map(documentOf));
    else if (executions.length === 0) printLines(shell, [`${pipeline.name} has no execution yet`]);
    else printLines(shell, inColumns(executions.map(rowOf)));
    return 0;
  });
};

const documentOf = (execution: PipelineExecutionSummary) => ({
  pipelineExecutionId: execution.pipelineExecutionId,
  status: execution.status,
  startTime: execution.startTime?.toISOString() ?? null,
  commitId: execution.sourceRevisions?.[0]?.revisionId ?? null,
  /** Why it ended so, where it is known. */
  statusSummary: execution.statusSummary ?? null,
  message: execution.sourceRevisions?.[0]?.revisionSummary ?? null,
});

const rowOf = (execution: PipelineExecutionSummary): readonly string[] => {
  const { pipelineExecutionId = '', status = '', startTime, commitId, message, statusSummary } = documentOf(execution);
  return [pipelineExecutionId, status, startTime, commitId?.slice(0, 7), message, statusSummary].map(
    (cell) => cell ?? '',
  );
};
