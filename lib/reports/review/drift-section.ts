import type { Drift } from '../../contract/drift';
import type { Review } from '../../contract/review';
import { counted } from '../../ground/counted';
import { code, details, html, minuteOf, type Section, table } from '../kit';

/** Whether what is deployed was still as it was released, as far as anybody has looked; undefined where nothing is deployed. */
export const driftSection = ({ drift, baseline, scope }: Review): Section | undefined => {
  if (baseline.kind === 'nothing' || scope.environment === undefined) return undefined;
  return {
    id: 'drift',
    heading: 'Drift since the last release',
    ...(drift !== undefined && drift.differences.length > 0 && { count: drift.differences.length }),
    body: drift === undefined ? nobody('this page was made without a look at the last validation') : found(drift),
  };
};

const nobody = (because: string) => html`<p>Not known, nobody looked: <bdi>${because}</bdi>.</p>`;

const found = ({ asOf, because = '', differences }: Drift) => {
  if (asOf === undefined) return nobody(because);
  const when = html`As of ${minuteOf(asOf)}, the validation after the last release`;
  if (differences.length === 0) return html`<p>None. ${when}; nobody has looked since.</p>`;
  return details({
    summary: html`<span>${counted(differences.length, 'difference')}. ${when}; nobody has looked since</span>`,
    open: true,
    body: table({
      caption: 'What is not as it was released',
      quiet: true,
      columns: [
        { heading: 'Resource', kind: 'wide' },
        { heading: 'Check', kind: 'narrow' },
        { heading: 'Difference', kind: 'wide' },
      ],
      rows: differences.map((each) => ({
        cells: [code(each.subject), code(each.check), html`<bdi>${each.because}</bdi>`],
      })),
      empty: 'Nothing.',
    }),
  });
};
