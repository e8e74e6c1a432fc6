import { counted } from '../../ground/counted';
import type { NotRehearsed, Summary } from '../../rehearsal/record/summary';
import { bullets, code, type Html, html, table } from '../../reports/kit';
import { live } from './frame';
import { executionPath } from './words';

const ID = 'not-rehearsed';

/** What a release has not rehearsed (`--partial`), and what of the app rests on it; nothing where there is nothing. */
export const notRehearsedSection = (release: Summary | undefined): Html | false => {
  const all = release?.notRehearsed ?? [];
  if (all.length === 0) return false;
  const columns = [
    { heading: 'Construct' },
    { heading: 'Type' },
    { heading: 'Why', kind: 'wide' as const },
    { heading: 'Referred to by' },
  ];
  return live(
    ID,
    'Not rehearsed',
    table({ caption: 'Not rehearsed', quiet: true, columns, rows: all.map(row), empty: '' }),
    'A stub stands for each of these, or a part of it was left out: this release says nothing of them.',
  );
};

const row = ({ path, at, type, reason, dependents }: NotRehearsed) => ({
  cells: [
    html`${code(path)}${at !== undefined && html` <bdi>${at}</bdi>`}`,
    code(type),
    html`<bdi>${reason}</bdi>`,
    dependents.length > 0 && bullets(dependents.map((each) => code(each))),
  ],
});

/** How much it is, with a link to it; undefined where there is nothing. */
export const notRehearsedFact = (release: Summary | undefined): Html | undefined => {
  const count = release?.notRehearsed?.length ?? 0;
  if (release === undefined || count === 0) return undefined;
  return html`<a href="${executionPath(release.pipelineExecutionId)}#${ID}">${counted(count, 'thing')}</a> of the app`;
};
