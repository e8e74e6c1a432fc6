import { join } from 'node:path';
import type { PipelineExecutionSummary } from '../../executions/pipeline';
import { decisiveAction, isRejected } from '../../rehearsal/record/decisive';
import type { Summary } from '../../rehearsal/record/summary';
import { type Content, type Html, html, nothing, table } from '../../reports/kit';
import type { Sight } from './sight';
import { executionLink, lasting, moment, statusMark, toneOf } from './words';

/** One execution, as its record and CodePipeline tell it. */
export interface PastExecution {
  readonly id: string;
  /** CodePipeline's word, but `Rejected` where a person's no has failed it. */
  readonly status: string;
  /** Which action has failed it, and what that says. */
  readonly because?: string;
  readonly start: string;
  readonly commitId: string;
  readonly subject: string;
  readonly release: Summary | undefined;
}

/** So many are shown on a page. */
export const ON_A_PAGE = 15;

/** Everything that ran, newest first; whoever looks at a part of it pays for that part. */
export interface History {
  readonly size: number;
  part(from: number, most: number): readonly PastExecution[];
  find(id: string): PastExecution | undefined;
  /** The commit that was released before. */
  commitBefore(past: PastExecution): string | undefined;
}

/** What there is a record of, and what CodePipeline remembers beside. */
export const historyOf = ({ snapshot, releases }: Sight): History => {
  const recorded = releases.all();
  const others = snapshot.executions.filter(({ pipelineExecutionId = '' }) => !releases.knows(pipelineExecutionId));
  const all =
    others.length === 0 ? recorded : [...recorded, ...others].toSorted((one, other) => startOf(other) - startOf(one));
  const told = (each: Summary | PipelineExecutionSummary): PastExecution => {
    if (!isRecorded(each)) return ofSummary(each);
    const asked = snapshot.executions.find(
      ({ pipelineExecutionId }) => pipelineExecutionId === each.pipelineExecutionId,
    );
    return ofRelease(each, asked, releases.directory);
  };
  return {
    size: all.length,
    part: (from, most) => all.slice(from, from + most).map(told),
    find(id) {
      const found = all.find(({ pipelineExecutionId }) => pipelineExecutionId === id);
      return found && told(found);
    },
    commitBefore({ id, commitId }) {
      const older = all.slice(all.findIndex(({ pipelineExecutionId }) => pipelineExecutionId === id) + 1);
      return older.map(commitOf).find((each) => each !== commitId);
    },
  };
};

const isRecorded = (each: Summary | PipelineExecutionSummary): each is Summary => 'commitId' in each;

const startOf = ({ startTime }: Summary | PipelineExecutionSummary): number =>
  startTime === undefined ? 0 : new Date(startTime).getTime();

const commitOf = (each: Summary | PipelineExecutionSummary): string =>
  isRecorded(each) ? each.commitId : (each.sourceRevisions?.[0]?.revisionId ?? '');

const ofRelease = (
  release: Summary,
  asked: PipelineExecutionSummary | undefined,
  directory: string,
): PastExecution => ({
  id: release.pipelineExecutionId,
  // A record that waits for a retry is open, and CodePipeline knows how the execution is meanwhile.
  ...endOf(release, asked?.status ?? release.status, directory),
  start: release.startTime,
  commitId: release.commitId,
  subject: asked?.sourceRevisions?.[0]?.revisionSummary ?? subjectOf(release),
  release,
});

/** CodePipeline calls it failed also where a person has said no; and why, it does not say. */
const endOf = (release: Summary, status: string, directory: string): Pick<PastExecution, 'status' | 'because'> => {
  const decisive = status === 'Failed' ? decisiveAction(release) : undefined;
  if (decisive === undefined) return { status };
  const { stage, action } = decisive;
  return {
    status: isRejected(action, join(directory, release.pipelineExecutionId)) ? 'Rejected' : status,
    because: `${stage.stageName} · ${action.actionName}: ${action.summary}`,
  };
};

const ofSummary = (asked: PipelineExecutionSummary): PastExecution => ({
  id: asked.pipelineExecutionId ?? '',
  status: asked.status ?? '',
  start: asked.startTime?.toISOString() ?? '',
  commitId: asked.sourceRevisions?.[0]?.revisionId ?? '',
  subject: asked.sourceRevisions?.[0]?.revisionSummary ?? '',
  release: undefined,
});

/** What the source action says after the beginning of the commit's id. */
const subjectOf = ({ commitId, stages }: Summary): string => {
  const beginning = `${commitId.slice(0, 8)} `;
  const said = stages[0]?.actions.find(({ summary }) => summary.startsWith(beginning));
  return said?.summary.slice(beginning.length) ?? '';
};

/** A page of the history, from the newest on or from some place. */
export const historyTable = (history: History, from: number, most = ON_A_PAGE): Html => {
  const shown = history.part(from, most);
  const longest = Math.max(1, ...shown.map(({ release }) => (release === undefined ? 0 : millisecondsOf(release))));
  const rows = shown.map((past) => ({ cells: cellsOf(past, longest) }));
  const columns = ['Execution', 'Status', 'Commit', 'What', 'Began', 'Took', 'Stages'];
  const wide = new Set(['What']);
  const widths = columns.map((heading) => ({
    heading,
    kind: wide.has(heading) ? ('wide' as const) : ('narrow' as const),
  }));
  const list = table({ caption: 'Executions', quiet: true, columns: widths, rows, empty: 'Nothing has run yet.' });
  return html`${list}${most === ON_A_PAGE && pages(history.size, from)}`;
};

/** What does not change any more is made once: an open page asks for itself again at every step of a release. */
const made = new WeakMap<
  Summary,
  { readonly longest: number; readonly status: string; readonly cells: readonly Content[] }
>();

const cellsOf = (past: PastExecution, longest: number): readonly Content[] => {
  const { release, status } = past;
  if (release === undefined || release.endTime === null) return freshCells(past, longest);
  const known = made.get(release);
  if (known?.longest === longest && known.status === status) return known.cells;
  const cells = freshCells(past, longest);
  made.set(release, { longest, status, cells });
  return cells;
};

const freshCells = ({ id, status, start, commitId, subject, release }: PastExecution, longest: number) => [
  executionLink(id),
  statusMark(status),
  html`<code>${commitId.slice(0, 7)}</code>`,
  html`<bdi>${subject}</bdi>`,
  moment(start),
  release === undefined ? '' : lasting(release.startTime, release.endTime),
  release === undefined ? '' : strip(release, longest),
];

const millisecondsOf = ({ startTime, endTime }: Summary): number =>
  (endTime === null ? Date.now() : Date.parse(endTime)) - Date.parse(startTime);

/** The stages of a release one after the other, as long as they took, on the scale of all that are shown. */
const strip = (release: Summary, longest: number): Html => {
  const begin = Date.parse(release.startTime);
  const bars = release.stages.flatMap(({ status, actions }) => {
    const starts = actions.map(({ startTime }) => Date.parse(startTime));
    if (starts.length === 0) return [];
    const ends = actions.map(({ endTime }) => (endTime === null ? Date.now() : Date.parse(endTime)));
    return [{ tone: toneOf(status), from: Math.min(...starts) - begin, to: Math.max(...ends) - begin }];
  });
  return html`<svg class="strip" aria-hidden="true" focusable="false">${bars.map(({ tone, from, to }) => timeBar(tone, from / longest, to / longest))}</svg>`;
};

/** A bar of a drawing, in parts of its width. */
export const timeBar = (tone: string, from: number, to: number): Html =>
  html`<rect class="${tone}" x="${percent(from)}" width="${percent(Math.max(to - from, 0.004))}" y="15%" height="70%" rx="2"/>`;

const percent = (part: number): string => `${(Math.min(1, Math.max(0, part)) * 100).toFixed(2)}%`;

const pages = (all: number, from: number): Html | false => {
  if (all <= ON_A_PAGE) return false;
  const to = Math.min(all, from + ON_A_PAGE);
  const newer = from > 0 && html`<a href="/history?from=${Math.max(0, from - ON_A_PAGE)}" rel="prev">Newer</a>`;
  const older = to < all && html`<a href="/history?from=${to}" rel="next">Older</a>`;
  return html`<nav class="pages" aria-label="Pages of the history">${newer}<span>${from + 1} to ${to} of ${all}</span>${older}</nav>`;
};

/** What stands there before anything has run. */
export const nothingYet = (pushCommand: string): Html =>
  nothing(html`Nothing has run yet. Push a commit: <code>${pushCommand}</code>`);
