import type { ValidationResult } from '../../contract/validation-report';
import { counted } from '../../ground/counted';
import { groupBy } from '../../ground/group-by';
import { anchor, badge, code, type Html, html, nothing, part, type Section, table } from '../kit';
import { readable, statusBadge, unreadable } from './status';

/** Every requirement with its answers. */
export const byRequirement = (results: readonly ValidationResult[]): Section => {
  const groups = [...groupBy(results, ({ requirement }) => requirement)].toSorted(([a], [b]) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  return {
    id: 'requirements',
    heading: 'By requirement',
    count: groups.length,
    body:
      groups.length === 0
        ? nothing('No requirement was looked at.')
        : groups.map(([requirement, same]) => requirementPart(requirement, same)),
  };
};

const requirementPart = (requirement: string, results: readonly ValidationResult[]): Html =>
  part(anchor('requirement', requirement), html`<bdi>${requirement}</bdi> ${worst(results)}`, [
    table({
      caption: `Answers for ${requirement}`,
      quiet: true,
      columns: [
        { heading: 'Subject', kind: 'wide' },
        { heading: 'Check', kind: 'narrow' },
        { heading: 'Answer', kind: 'narrow' },
      ],
      rows: readable(results).map(({ subject, check, status }) => ({
        state: status,
        cells: [code(subject), code(check), statusBadge(status)],
      })),
      empty: 'No answer.',
    }),
    unreadable(results.length),
  ]);

const worst = (results: readonly ValidationResult[]): Html => {
  const count = (status: ValidationResult['status']): number =>
    results.filter((result) => result.status === status).length;
  if (count('fail') > 0) return badge('bad', `${count('fail')} of ${results.length} failed`);
  if (count('cannot-tell') > 0) return badge('unsure', `${count('cannot-tell')} of ${results.length} cannot tell`);
  return badge('good', counted(results.length, 'pass', 'passes'));
};
