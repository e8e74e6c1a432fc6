import { allPassed, type ValidationReport } from '../../contract/validation-report';
import { anchor, badge, code, details, html, minuteOf, type Section, table } from '../kit';
import { statusBadge } from './status';

/** What the environment before answered after this release was deployed there. */
export const validationSection = (validations: readonly ValidationReport[]): Section => ({
  id: 'validation',
  heading: `What ${[...new Set(validations.map(({ environment }) => environment))].join(', ')} answered`,
  count: validations.length,
  body: validations.map(({ environment, account, region, endTime, summary, results }) => {
    const { pass, fail, cannotTell } = summary;
    const said = `${pass} pass, ${fail} fail, ${cannotTell} cannot tell`;
    return details({
      id: anchor('validation-of', environment, [environment, account, region]),
      summary: html`<span><bdi>${environment}</bdi> <span class="aside">${account}, ${region}, ended ${minuteOf(endTime)}</span></span> ${badge(allPassed(summary) ? 'good' : 'bad', said)}`,
      open: !allPassed(summary),
      body: table({
        caption: `Answers of ${environment} in ${account}, ${region}`,
        quiet: true,
        columns: [
          { heading: 'Subject', kind: 'wide' },
          { heading: 'Requirement', kind: 'narrow' },
          { heading: 'Check', kind: 'narrow' },
          { heading: 'Answer', kind: 'narrow' },
          { heading: 'Why', kind: 'wide' },
        ],
        rows: results
          .toSorted((one, other) => ORDER.indexOf(one.status) - ORDER.indexOf(other.status))
          .map((result) => ({
            cells: [
              code(result.subject),
              result.requirement,
              code(result.check),
              statusBadge(result.status),
              result.status === 'pass' ? '' : html`<bdi>${result.because}</bdi>`,
            ],
          })),
        empty: 'No check gave an answer: nothing was proved.',
      }),
    });
  }),
});

const ORDER: readonly string[] = ['fail', 'cannot-tell', 'pass'];
