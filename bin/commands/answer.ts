import type { Command } from 'commander';
import { approvalMeant, waitingOf } from '../../lib/executions/open-approvals';
import { UserError } from '../../lib/ground/user-error';
import { assertNotAuthor, peopleOf } from './not-author';
import { addVerb, type Verb } from './pipeline-asked';
import { printJson, printLines } from './printing';
import type { Finish, Shell } from './shell';

interface AnswerOptions {
  readonly execution?: string;
  readonly comment?: string;
}

/** What CodePipeline keeps of a comment: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ApprovalResult.html */
const LONGEST_COMMENT = 512;

/** `bin/delivery approve` and `bin/delivery reject`: answer the approval that waits, by the token of that very request. */
export const addAnswers = (program: Command, shell: Shell, finish: Finish): void => {
  for (const [word, status] of [
    ['approve', 'Approved'],
    ['reject', 'Rejected'],
  ] as const) {
    const perform: Verb<AnswerOptions> = async (pipeline, { execution, comment, json }, stageName) => {
      const summary = comment ?? `${status.toLowerCase()} with bin/delivery ${word}`;
      if (summary.length > LONGEST_COMMENT) {
        throw new UserError(`--comment has ${summary.length} characters: at most ${LONGEST_COMMENT} are kept`);
      }
      const approval = approvalMeant(await waitingOf(pipeline), {
        ...(stageName !== undefined && { stageName }),
        ...(execution !== undefined && { pipelineExecutionId: execution }),
      });
      const unknown =
        status === 'Approved' ? await assertNotAuthor(pipeline, approval, await peopleOf(shell)) : undefined;
      if (unknown !== undefined) printLines({ ...shell, stdout: shell.stderr }, [unknown]);
      const { token, ...answered } = approval;
      await pipeline.answer({ ...answered, token, status, summary });
      const { actionName, pipelineExecutionId } = approval;
      if (json) printJson(shell, { pipelineName: pipeline.name, ...answered, status, summary });
      else printLines(shell, [`${status}: ${actionName} of ${approval.stageName}, execution ${pipelineExecutionId}`]);
      return 0;
    };
    addVerb(
      program,
      { shell, finish, words: `${word} [stage]`, description: `${word} what a pipeline waits for` },
      perform,
    )
      .option('--execution <id>', 'refuse an approval of any other execution')
      .option('--comment <text>', `what is kept with the decision, at most ${LONGEST_COMMENT} characters`);
  }
};
