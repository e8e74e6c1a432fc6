import { createInterface } from 'node:readline/promises';
import type { ApprovalDecision } from '../executor/event';
import { approvalText } from './approval-text';
import { oneLine } from './text';
import type { Theme } from './theme';
import type { ApprovalContext } from './view';

const PROMPT = '  [a]pprove [r]eject [d]iff [o]pen: ';

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
  const question = (text: string): Promise<string> => lines.question(text, { signal: either });
  const print = (text: readonly string[]): boolean => terminal.output.write(`${text.join('\n')}\n`);
  try {
    print(['', ...approvalText(context, theme, terminal.output.columns || 80), '']);
    const status = await decisionOf(question, print, context);
    const comment = await commentOf(question, print);
    return { status, summary: comment === '' ? `${status.toLowerCase()} at the terminal` : comment };
  } catch (error) {
    if (signal.aborted || !ended.signal.aborted) throw error;
    return { status: 'Rejected', summary: 'the terminal was closed before an answer was given' };
  } finally {
    lines.close();
  }
};

type Print = (lines: readonly string[]) => unknown;
type Question = (text: string) => Promise<string>;

/** Asks until there is a decision; whatever else is typed gets an answer. */
const decisionOf = async (
  question: Question,
  print: Print,
  { diff, open }: ApprovalContext,
): Promise<'Approved' | 'Rejected'> => {
  for (;;) {
    const answer = (await question(PROMPT)).trim().toLowerCase();
    switch (answer) {
      case 'a':
      case 'approve':
        return 'Approved';
      case 'r':
      case 'reject':
        return 'Rejected';
      case 'd':
      case 'diff':
        print(diff().map((line) => `  ${line}`));
        break;
      case 'o':
      case 'open':
        print((await open()).map((line) => `  ${line}`));
        break;
      default:
        print([`  ${refusal(oneLine(answer))}: type a or approve, r or reject, d for every change, o for the page`]);
    }
  }
};

const refusal = (answer: string): string => (answer === '' ? 'nothing is decided' : `"${answer}" decides nothing`);

/** What CodePipeline keeps of a comment: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ApprovalResult.html */
const LONGEST_COMMENT = 512;

/** A comment that CodePipeline keeps; a longer one is asked for again. */
const commentOf = async (question: Question, print: Print): Promise<string> => {
  for (;;) {
    const comment = (await question('  comment (optional): ')).trim();
    if (comment.length <= LONGEST_COMMENT) return comment;
    print([`  it has ${comment.length} characters, and CodePipeline keeps ${LONGEST_COMMENT}: make it shorter`]);
  }
};
