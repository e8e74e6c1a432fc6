import { createInterface } from 'node:readline/promises';
import type { ApprovalDecision } from '../executor/event';
import { shortId } from '../git/commit';
import { oneLine, wrap } from './text';
import type { Theme } from './theme';
import type { ApprovalContext } from './view';

/** Puts an approval to the person at the terminal. An ended input is a no. */
export const askForApproval = async (
  context: ApprovalContext,
  terminal: { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WriteStream },
  theme: Theme,
  signal: AbortSignal,
): Promise<ApprovalDecision> => {
  const lines = createInterface({ input: terminal.input, output: terminal.output });
  const ended = new AbortController();
  lines.on('close', () => ended.abort());
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const either = AbortSignal.any([signal, ended.signal]);
  try {
    terminal.output.write(`\n${approvalText(context, theme, terminal.output.columns).join('\n')}\n\n`);
    for (;;) {
      const answer = (await lines.question('  approve or reject? [a/r] ', { signal: either })).trim().toLowerCase();
      const status = ANSWERS[answer];
      if (status === undefined) continue;
      const comment = await commentOf(() => lines.question('  comment (optional): ', { signal: either }));
      return { status, summary: comment === '' ? `${status.toLowerCase()} at the terminal` : comment };
    }
  } catch (error) {
    if (signal.aborted || !ended.signal.aborted) throw error;
    return { status: 'Rejected', summary: 'the terminal was closed before an answer was given' };
  } finally {
    lines.close();
  }
};

/** What CodePipeline keeps of a comment: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ApprovalResult.html */
const LONGEST_COMMENT = 512;

/** A comment that CodePipeline keeps; a longer one is asked for again. */
const commentOf = async (question: () => Promise<string>): Promise<string> => {
  for (;;) {
    const comment = (await question()).trim();
    if (comment.length <= LONGEST_COMMENT) return comment;
  }
};

const ANSWERS: Readonly<Record<string, ApprovalDecision['status']>> = {
  a: 'Approved',
  approve: 'Approved',
  r: 'Rejected',
  reject: 'Rejected',
};

const NAME_WIDTH = 9;
const FACT_INDENT = 4 + NAME_WIDTH + 2;

/** What the decision is about. */
export const approvalText = (
  { request, commit, validations, pages }: ApprovalContext,
  { color }: Theme,
  columns: number,
): readonly string[] => {
  const all: readonly (readonly [string, string | undefined])[] = [
    ['commit', `${shortId(commit.id)} ${commit.subject}`],
    ['message', request.message],
    // In a rehearsal the console of AWS that the link names shows nothing: the files do.
    ...(pages.length === 0 ? [request.reviewUrl] : pages).map((page) => ['review', page] as const),
    ...validations.map((text) => ['validated', text] as const),
  ];
  const facts = all.filter(([, text]) => text !== undefined);
  return [
    `  ${color.yellow('?')} ${color.bold(`${request.actionName} of ${request.stageName}`)}`,
    ...facts.flatMap(([name, text]) =>
      wrap(oneLine(text ?? ''), columns - FACT_INDENT - 1).map((line, index) =>
        index === 0 ? `    ${color.dim(name.padEnd(NAME_WIDTH))}  ${line}` : `${' '.repeat(FACT_INDENT)}${line}`,
      ),
    ),
  ];
};
