import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { Review, StackReview } from '../../lib/contract/review';
import { parseReview } from '../../lib/contract/review';
import { messageOf } from '../../lib/ground/message-of';
import { printableLine } from '../../lib/ground/printable';
import type { ApprovalChange } from '../../lib/rehearsal/console/view';
import { folded } from '../../lib/reports/review/folded';
import { newsInWords } from '../../lib/reports/review/headline';
import { HEADINGS } from '../../lib/review/summary-lines';

/** What the documents beside review pages say. */
export interface ReviewedChanges {
  /** The worst first. */
  readonly changes: readonly ApprovalChange[];
  readonly diff: readonly string[];
}

const WEIGHTS = ['danger', 'attention', 'change'] as const;

/** Reads the document beside each page; of a page that has none, or one of somebody else, it says so. */
export const changesOf = (pages: readonly string[]): ReviewedChanges => {
  const read = pages.map((page) => readBeside(page));
  const reviews = read.flatMap((each) => (typeof each === 'string' ? [] : [each]));
  const doubts = read.filter((each) => typeof each === 'string');
  const all = reviews.flatMap(folded);
  const changes = WEIGHTS.flatMap((weight) =>
    all
      .filter(({ first }) => first.weight === weight)
      .map((each) => ({ kinds: HEADINGS[weight], isDanger: weight === 'danger', title: newsInWords(each) })),
  );
  const news = reviews.flatMap((each) => each.news);
  const titles = WEIGHTS.flatMap((weight) => news.filter((each) => each.weight === weight)).map(({ title }) => title);
  return {
    changes,
    diff: [...titles, ...reviews.flatMap(stackLines), ...doubts].map(printableLine),
  };
};

const readBeside = (page: string): Review | string => {
  const file = page.replace(/\.html$/, '.json');
  if (file === page || !existsSync(file)) return `${page} has no document beside it: o opens it`;
  try {
    return parseReview(JSON.parse(readFileSync(file, 'utf8')), file);
  } catch (error) {
    return `${messageOf(error)}: o opens the page`;
  }
};

const stackLines = ({ stacks }: Review): readonly string[] =>
  stacks.filter(({ change }) => change !== 'unchanged').flatMap(stackDiff);

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

const stackDiff = ({ stackName, account, region, change, resources }: StackReview): readonly string[] => [
  '',
  `${stackName} in ${account}/${region}: ${change}`,
  ...resources.flatMap(({ logicalId, type, change: what, effect, properties }) => [
    `${SIGNS[what]} ${logicalId} ${type} (${effect})`,
    ...(what === 'changed' ? properties : []).flatMap(({ path, before, after }) => [
      `    ${path}`,
      ...(before === undefined ? [] : [`    - ${JSON.stringify(before)}`]),
      ...(after === undefined ? [] : [`    + ${JSON.stringify(after)}`]),
    ]),
  ]),
];

const OPENERS: Partial<Readonly<Record<NodeJS.Platform, string>>> = { darwin: 'open', win32: 'explorer' };

/** Opens each page with what the desktop has for it; answers in a sentence each. */
export const openPages = async (
  pages: readonly string[],
  opener = OPENERS[process.platform] ?? 'xdg-open',
): Promise<readonly string[]> =>
  pages.length === 0 ? ['there is no page to open'] : Promise.all(pages.map((page) => openPage(page, opener)));

const openPage = (page: string, opener: string): Promise<string> => {
  const child = spawn(opener, [page], { stdio: 'ignore', detached: true });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(`${opener} does not open it (${messageOf(error)}): open it by hand, ${page}`));
    child.on('spawn', () => {
      child.unref();
      resolve(`${opener} opens ${page}`);
    });
  });
};
