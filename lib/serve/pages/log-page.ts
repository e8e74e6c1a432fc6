import { grouped } from '../../ground/counted';
import { formatDuration } from '../../rehearsal/console/text';
import type { ActionSummary, Summary } from '../../rehearsal/record/summary';
import { facts, html, nothing } from '../../reports/kit';
import type { LogPart } from '../log-file';
import { framed } from './frame';
import type { Sight } from './sight';
import { executionPath, lasting, logPath, moment, toneOf, wordOf } from './words';

/** Which action's log is shown. */
export interface ShownLog {
  readonly release: Summary;
  readonly stageName: string;
  readonly action: ActionSummary;
  readonly part: LogPart | undefined;
  /** Milliseconds that it takes by experience. */
  readonly usual: number | undefined;
}

/** What an action has written, from the end of its log on; what it writes next follows. */
export const logPage = (sight: Sight, { release, stageName, action, part, usual }: ShownLog): string => {
  const { pipelineExecutionId: id } = release;
  const path = logPath(id, stageName, action.actionName);
  const atEnd = part !== undefined && part.to === part.size;
  const where = `stage=${encodeURIComponent(stageName)}&action=${encodeURIComponent(action.actionName)}`;
  return framed({
    title: `${stageName}/${action.actionName} · ${sight.served.pipeline.name}`,
    head: {
      kind: html`<bdi>${stageName}/${action.actionName}</bdi> of <a href="${executionPath(id)}">execution ${id.slice(0, 8)}</a>`,
      tone: toneOf(action.status),
      word: wordOf(action.status),
      because: action.summary === '' ? undefined : html`<bdi>${action.summary}</bdi>`,
      facts: facts([
        { name: 'Began', value: moment(action.startTime) },
        { name: 'Took', value: lasting(action.startTime, action.endTime, usual) },
        { name: 'Usually', value: usual !== undefined && formatDuration(usual) },
        { name: 'As', value: action.roleArn },
      ]),
    },
    // An older part does not grow.
    ...(atEnd && { stream: `/live?execution=${encodeURIComponent(id)}&${where}&from=${part.to}` }),
    main: html`<section aria-labelledby="log-heading"><h2 id="log-heading">Log</h2>
${part === undefined ? nothing('It has written nothing.') : html`${steps(path, part)}<pre class="log" id="log" tabindex="0" aria-label="Log">${part.text}</pre>`}</section>`,
  });
};

const steps = (path: string, { from, to, size }: LogPart) =>
  html`<nav class="pages" aria-label="Parts of the log">${from > 0 && html`<a href="${path}?before=${from}" rel="prev">Earlier lines</a>`}
<span>Bytes ${grouped(from + (size > 0 ? 1 : 0))} to <span id="log-end">${grouped(to)}</span> of ${grouped(size)}</span>${to < size && html`<a href="${path}" rel="next">The end</a>`}</nav>`;
