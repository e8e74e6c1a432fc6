import { groupBy } from '../../ground/group-by';
import { shortId } from '../git/commit';
import { clipMiddle, oneLine, wrap } from './text';
import type { Theme } from './theme';
import type { ApprovalContext } from './view';

const NAME_WIDTH = 9;
const FACT_INDENT = 4 + NAME_WIDTH + 2;

/** Changes that are shown before the rest is counted. */
const MOST = 8;
/** Lines that a danger has before its middle is cut out. */
const LINES = 3;

/** What the decision is about: the facts, the changes with the worst first, and where the page is, on a line of its own to copy. */
export const approvalText = (
  { request, commit, validations, pages, changes }: ApprovalContext,
  { color }: Theme,
  columns: number,
): readonly string[] => {
  const all: readonly (readonly [string, string | undefined])[] = [
    ['commit', `${shortId(commit.id)} ${commit.subject}`],
    ['message', request.message],
    ...validations.map((text) => ['validated', text] as const),
    ['changes', inNumbers(changes)],
  ];
  // In a rehearsal the console of AWS that the link names shows nothing: the files do.
  const links = (pages.length === 0 ? [request.reviewUrl] : pages).filter((link) => link !== undefined);
  const more = changes.length - MOST;
  return [
    `  ${color.yellow('?')} ${color.bold(`${request.actionName} of ${request.stageName}`)}`,
    ...all.flatMap(([name, text]) => (text === undefined ? [] : fact(name, oneLine(text), color.dim, columns))),
    ...changes.slice(0, MOST).flatMap(({ isDanger, title }) => {
      const width = columns - 9;
      if (!isDanger) return `      ${color.dim('·')} ${clipMiddle(oneLine(title), width)}`;
      const lines = wrap(clipMiddle(oneLine(title), width * LINES), width);
      return lines.map(
        (line, index) => `      ${index === 0 ? color.red('!') : ' '} ${color.red(clipMiddle(line, width))}`,
      );
    }),
    ...(more > 0 ? [`      ${color.dim(`and ${more} more: d shows them`)}`] : []),
    ...(links.length === 0 ? [] : [`    ${color.dim('review')}`, ...links.map(oneLine)]),
  ];
};

const fact = (name: string, text: string, dim: (text: string) => string, columns: number): readonly string[] =>
  wrap(text, columns - FACT_INDENT - 1).map((line, index) =>
    index === 0 ? `    ${dim(name.padEnd(NAME_WIDTH))}  ${line}` : `${' '.repeat(FACT_INDENT)}${line}`,
  );

const inNumbers = (changes: ApprovalContext['changes']): string | undefined =>
  changes.length === 0
    ? undefined
    : [...groupBy(changes, ({ kinds }) => kinds.one)]
        .map(([one, { length, 0: first }]) => `${length} ${length === 1 ? one : first?.kinds.several}`)
        .join(', ');
