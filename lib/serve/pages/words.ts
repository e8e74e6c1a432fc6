import { formatDuration } from '../../rehearsal/console/text';
import { badge, code, type Html, html, type Tone } from '../../reports/kit';

/** What a status of CodePipeline means for somebody who looks at it. */
const TONES: Readonly<Record<string, Tone>> = {
  Succeeded: 'good',
  Approved: 'good',
  Failed: 'bad',
  Rejected: 'bad',
  InProgress: 'noted',
  Stopped: 'unsure',
  Stopping: 'unsure',
  Abandoned: 'unsure',
};

export const toneOf = (status: string | null | undefined): Tone => TONES[status ?? ''] ?? 'plain';

/** CodePipeline's word, and one for what was not reached. */
export const statusMark = (status: string | null | undefined): Html => badge(toneOf(status), wordOf(status));

export const wordOf = (status: string | null | undefined): string =>
  status === 'InProgress' ? 'In progress' : (status ?? 'Not reached');

/** A moment; the page's script says it in the reader's own time. */
export const moment = (time: string): Html =>
  html`<time datetime="${time}">${time.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')}</time>`;

/** How long something took, or takes since it began: that goes on while somebody looks at it. */
export const lasting = (start: string, end: string | null, expected?: number): Html => {
  const usual = expected !== undefined && html`<span class="aside"> of usually ${formatDuration(expected)}</span>`;
  if (end !== null) return html`${formatDuration(Date.parse(end) - Date.parse(start))}`;
  const so = Math.max(0, Date.now() - Date.parse(start));
  return html`<span><time data-since="${start}">${formatDuration(so)}</time>${usual}</span>`;
};

/** Where an execution has its page. */
export const executionPath = (id: string): string => `/executions/${encodeURIComponent(id)}`;

/** An execution by the beginning of its id, which leads to its page. */
export const executionLink = (id: string): Html => html`<a href="${executionPath(id)}">${code(id.slice(0, 8))}</a>`;

/** Where the log of an action is shown. */
export const logPath = (id: string, stageName: string, actionName: string): string =>
  `${executionPath(id)}/logs/${encodeURIComponent(stageName)}/${encodeURIComponent(actionName)}`;

/** Something that can stand in an element's id. */
export const elementId = (...parts: readonly string[]): string =>
  parts.map((part) => part.replaceAll(/[^\w-]/g, '_')).join('.');
