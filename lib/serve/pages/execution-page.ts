import { join } from 'node:path';
import type { Summary } from '../../rehearsal/record/summary';
import { bullets, code, facts, type Html, html, nothing, table } from '../../reports/kit';
import { expectedOf } from '../durations';
import { mailboxIn, reportsIn } from '../reports';
import type { ServedCommit } from '../served';
import { approvalCards } from './approvals';
import { button, field, form } from './form';
import { framed, live } from './frame';
import { type PastExecution, timeBar } from './history';
import { notRehearsedFact, notRehearsedSection } from './not-rehearsed';
import type { Sight } from './sight';
import { retryForm } from './stages';
import { elementId, executionPath, lasting, logPath, moment, statusMark, toneOf, wordOf } from './words';

/** What CodePipeline keeps of a reason: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StopPipelineExecution.html */
const LONGEST_REASON = 200;

/** One execution: its commit, its actions on their time line, what is to be done about it, and what it has left. */
export const executionPage = (sight: Sight, past: PastExecution, commit: ServedCommit | undefined): string => {
  const { id, status, release, because } = past;
  const own = sight.snapshot.approvals.filter(({ pipelineExecutionId }) => pipelineExecutionId === id);
  const asked = sight.snapshot.executions.find(({ pipelineExecutionId }) => pipelineExecutionId === id);
  return framed({
    title: `${id.slice(0, 8)} · ${sight.served.pipeline.name}`,
    head: {
      kind: html`Execution <bdi>${id}</bdi> of <a href="/">${sight.served.pipeline.name}</a>`,
      tone: own.length > 0 ? 'unsure' : toneOf(status),
      word: own.length > 0 ? `${own[0]?.stageName} waits for you` : wordOf(status),
      because: html`${because !== undefined && html`<strong><bdi>${because}</bdi></strong><br>`}<bdi>${past.subject}</bdi>`,
      facts: factsOf(past, commit, asked?.statusSummary),
    },
    stream: '/live',
    main: html`${approvalCards(sight, own)}
${notRehearsedSection(release)}
${live('steering', 'What can be done', steering(sight, past))}
${live('actions', 'Actions', release === undefined ? nothing('There is no record of this execution any more.') : actionTable(release, expectedOf(sight.releases.all())))}
${live('reports', 'Reports', release === undefined ? '' : reportList(release, sight.releases.directory))}
${live('mailbox', 'Mailbox', release === undefined ? '' : mailbox(release, sight.releases.directory))}`,
  });
};

const factsOf = (
  { id, commitId, start, release }: PastExecution,
  commit: ServedCommit | undefined,
  cause?: string,
): Html =>
  facts([
    { name: 'Commit', value: html`${code(commitId)} <a href="${executionPath(id)}/changes">What it changes</a>` },
    { name: 'Author', value: commit?.author },
    { name: 'Written', value: commit !== undefined && moment(commit.authorDate) },
    { name: 'Began', value: moment(start) },
    { name: 'Took', value: release !== undefined && lasting(release.startTime, release.endTime) },
    { name: 'Restarts', value: release?.restarts ? `${release.restarts}: the pipeline has changed itself` : undefined },
    { name: 'Because', value: cause },
    { name: 'What was to go wrong', value: release?.faults?.map(({ fault }) => fault).join(', ') },
    { name: 'Not rehearsed', value: notRehearsedFact(release) },
  ]);

/** What can be asked of CodePipeline about this execution now. */
const steering = (sight: Sight, { id, status }: PastExecution): Html => {
  const retries = sight.snapshot.stages
    .filter(({ latestExecution }) => latestExecution?.pipelineExecutionId === id)
    .map((stage) => ({ stage, retry: retryForm(stage, sight) }))
    .filter(({ retry }) => retry !== false);
  const stops = status === 'InProgress' || status === 'Stopping';
  if (!stops && retries.length === 0) return nothing('Nothing: it has ended.');
  return html`${retries.map(({ stage, retry }) => html`<p>${stage.stageName} has ended as ${stage.latestExecution?.status}.</p>${retry}`)}${stops && stopForm(sight.formKey, id)}`;
};

const stopForm = (formKey: string, execution: string): Html => {
  const id = elementId('stop', execution.slice(0, 8));
  return form({
    to: '/stops',
    key: formKey,
    id,
    says: { execution },
    body: html`${field(`${id}.reason`, 'reason', 'Why it is stopped', LONGEST_REASON)}
<span class="buttons">${button('Stop', 'when the actions under way have ended', 'plain', 'mode', 'wait')}${button('Abandon', 'now, with the actions under way', 'bad', 'mode', 'abandon')}</span>`,
  });
};

const actionTable = (release: Summary, expected: ReadonlyMap<string, number>): Html => {
  const begin = Date.parse(release.startTime);
  const end = release.endTime === null ? Date.now() : Date.parse(release.endTime);
  const part = (time: string | null): number =>
    ((time === null ? end : Date.parse(time)) - begin) / Math.max(1, end - begin);
  const rows = release.stages.flatMap(({ stageName, status, actions }) => {
    if (actions.length === 0) return [{ cells: [stageName, '', statusMark(status), '', '', ''] }];
    return actions.map((action) => ({
      cells: [
        stageName,
        html`<a href="${logPath(release.pipelineExecutionId, stageName, action.actionName)}">${action.actionName}<span class="unseen">: its log</span></a>`,
        statusMark(action.status),
        lasting(action.startTime, action.endTime, expected.get(`${stageName}/${action.actionName}`)),
        html`<svg class="strip" aria-hidden="true" focusable="false">${timeBar(toneOf(action.status), part(action.startTime), part(action.endTime))}</svg>`,
        html`<bdi>${action.summary}</bdi>`,
      ],
    }));
  });
  const kinds = { 'On the time line': 'narrow', Stage: 'narrow', Action: 'narrow', 'What it says': 'wide' } as const;
  const headings = ['Stage', 'Action', 'Status', 'Took', 'On the time line', 'What it says'] as const;
  const columns = headings.map((heading) => ({
    heading,
    ...(heading in kinds && { kind: kinds[heading as keyof typeof kinds] }),
  }));
  return table({ caption: 'Actions', quiet: true, columns, rows, empty: 'No action has run.' });
};

const reportList = ({ pipelineExecutionId }: Summary, records: string): Html => {
  const reports = reportsIn(join(records, pipelineExecutionId));
  if (reports.length === 0) return nothing('It has left no page: what an app leaves, its own steps make.');
  return bullets(
    reports.map((path) => html`<a href="${executionPath(pipelineExecutionId)}/reports/${path}">${path}</a>`),
  );
};

const mailbox = ({ pipelineExecutionId }: Summary, records: string): Html => {
  const mails = mailboxIn(join(records, pipelineExecutionId));
  return mails === undefined
    ? nothing('Nobody was told anything so far.')
    : html`<pre class="log" tabindex="0" aria-label="Mailbox">${mails}</pre>`;
};
