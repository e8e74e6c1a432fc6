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

const found = ({ asOf, because = '', differences, revalidated }: Drift) => {
  if (asOf === undefined) return nobody(because);
  const look = revalidated === undefined ? 'the validation after the last release' : 'the last revalidation';
  const when = html`As of ${minuteOf(asOf)}, ${look}`;
  if (differences.length === 0) return html`<p>None. ${when}; nobody has looked since.</p>${answers(revalidated)}`;
  const drift = details({
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
  return html`${answers(revalidated)}${drift}`;
};

/** What the whole of the last look between releases has answered: drift is a part of it. */
const answers = (revalidated: Drift['revalidated']) => {
  if (revalidated === undefined) return '';
  const { time, pass, fail, cannotTell, report } = revalidated;
  return html`<p>Last revalidation: ${minuteOf(time)}, ${pass} pass, ${fail} fail, ${cannotTell} cannot tell (<bdi>${report}</bdi> in the evidence bucket).</p>`;
};
