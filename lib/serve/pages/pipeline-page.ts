import { code, details, facts, type Html, html, type Tone } from '../../reports/kit';
import { expectedOf } from '../durations';
import { approvalCards } from './approvals';
import { button, form } from './form';
import { framed, type Head, live } from './frame';
import { type History, historyOf, historyTable, nothingYet } from './history';
import { placesTable } from './places';
import type { Sight } from './sight';
import { stageList } from './stages';
import { executionLink, lasting, toneOf, wordOf } from './words';

/** So many of its past are on the page of a pipeline. */
const NEWEST = 6;

/** The pipeline as it is now: what waits for somebody, how far the stages are, what runs where, and what ran before. */
export const pipelinePage = (sight: Sight): string => {
  const history = historyOf(sight);
  const expected = expectedOf(sight.releases.all());
  const { served, pushCommand } = sight;
  return framed({
    title: served.pipeline.name,
    head: headOf(sight, history, expected),
    stream: '/live',
    main: html`${approvalCards(sight, sight.snapshot.approvals)}
${live('stages', 'Stages', stageList(sight, expected))}
${live('places', 'What runs where', placesTable(sight.releases.all()))}
${live('history', 'History', history.size === 0 ? nothingYet(pushCommand) : historyTable(history, 0, NEWEST), history.size > NEWEST && html`The newest ${NEWEST} of ${history.size}. <a href="/history">All of them</a>`)}`,
  });
};

const startForm = ({ formKey }: Sight): Html =>
  form({ to: '/starts', key: formKey, says: {}, id: 'start', body: button('Release the newest commit again', '') });

const headOf = (sight: Sight, history: History, expected: ReadonlyMap<string, number>): Head => {
  const { served, snapshot, pushCommand } = sight;
  const [newest] = history.part(0, 1);
  const [waits] = snapshot.approvals;
  const kind = html`Pipeline <bdi>${served.pipeline.name}</bdi> of <bdi>${served.app}</bdi>`;
  const ways = facts([
    { name: 'Over http', value: code(pushCommand) },
    { name: 'By its path', value: code(`git push ${served.remote} HEAD:${served.branch}`) },
  ]);
  const summary = html`Push to ${served.branch} and it is released`;
  const push = details({
    id: 'push',
    summary,
    body: [ways, newest !== undefined && startForm(sight)],
    open: newest === undefined,
    slight: true,
  });
  if (newest === undefined)
    return {
      kind,
      tone: 'plain',
      word: 'Ready',
      because: 'Every push is a release. Nothing was pushed yet.',
      facts: push,
    };
  const { release, status, id, commitId, subject, because: cause } = newest;
  const time = release !== undefined && html` · ${lasting(release.startTime, release.endTime, expected.get(''))}`;
  const because = html`${cause !== undefined && html`<strong><bdi>${cause}</bdi></strong><br>`}<code>${commitId.slice(0, 7)}</code> <bdi>${subject}</bdi> · execution ${executionLink(id)}${time}`;
  const [tone, word]: [Tone, string] =
    waits === undefined ? [toneOf(status), wordOf(status)] : ['unsure', `${waits.stageName} waits for you`];
  return { kind, tone, word, because, facts: push };
};

/** All that ran, a page of it at a time. */
export const historyPage = (sight: Sight, from: number): string => {
  const history = historyOf(sight);
  const damaged = sight.releases.damaged();
  return framed({
    title: sight.served.pipeline.name,
    head: { kind: html`<a href="/">Pipeline ${sight.served.pipeline.name}</a>`, tone: 'plain', word: 'History' },
    stream: '/live',
    main: live(
      'history',
      'Executions',
      html`${historyTable(history, from)}${damaged.length > 0 && html`<p class="aside">No summary can be read in ${damaged.join(', ')}.</p>`}`,
    ),
  });
};
