import type { Command } from 'commander';
import { waitingOf } from '../../lib/executions/open-approvals';
import type { StageState } from '../../lib/executions/pipeline';
import { inColumns } from '../../lib/ground/in-columns';
import { addQuestion } from './pipeline-asked';
import { printJson, printLines } from './printing';
import type { Finish, Shell } from './shell';

/** `bin/delivery status`: every stage of a pipeline, who is let in, and what waits for an answer. */
export const addStatus = (program: Command, shell: Shell, finish: Finish): void => {
  const words = { shell, finish, words: 'status', description: 'say how far the stages are, and what waits' };
  addQuestion(program, words, async (pipeline, { json }) => {
    const { stages, approvals: open } = await waitingOf(pipeline);
    const approvals = open.map(({ token: _, ...approval }) => approval);
    if (json) printJson(shell, { pipelineName: pipeline.name, stages: stages.map(documentOf), approvals });
    else {
      const waits = approvals.map(
        ({ stageName, actionName, pipelineExecutionId }) =>
          `${actionName} of ${stageName} waits: bin/delivery approve ${stageName} --execution ${pipelineExecutionId}`,
      );
      printLines(shell, [pipeline.name, ...inColumns(stages.map(rowOf)), ...waits]);
    }
    return 0;
  });
};

const documentOf = ({
  stageName,
  latestExecution,
  inboundTransitionState: transition,
  actionStates = [],
}: StageState) => ({
  stageName,
  status: latestExecution?.status ?? null,
  pipelineExecutionId: latestExecution?.pipelineExecutionId ?? null,
  transition: { enabled: transition?.enabled !== false, disabledReason: transition?.disabledReason ?? null },
  actions: actionStates.map(({ actionName, latestExecution: action }) => ({
    actionName,
    status: action?.status ?? null,
    summary: action?.summary ?? null,
  })),
});

const rowOf = (stage: StageState): readonly string[] => {
  const { stageName = '', status, pipelineExecutionId, transition } = documentOf(stage);
  const closed = transition.enabled ? '' : `nobody is let in: ${transition.disabledReason}`;
  const ended = stage.actionStates?.find(({ latestExecution }) => latestExecution?.status === 'Abandoned');
  const why = status === 'Stopped' ? (ended?.latestExecution?.summary ?? '') : '';
  return [
    `  ${stageName}`,
    status ?? 'not reached',
    pipelineExecutionId ?? '',
    [closed, why].filter(Boolean).join('; '),
  ];
};
