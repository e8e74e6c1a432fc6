import { inColumns } from '../../lib/ground/in-columns';
import { printableLine } from '../../lib/ground/printable';
import { type ContactAnswer, differs, isAsExpected } from './row';

/** Row, expected, seen: a line each, and what is to be done. Only AWS itself settles anything. */
export const contactTable = (answers: readonly ContactAnswer[], isReal: boolean): readonly string[] => {
  const lines = [
    ['', 'about', 'expected', 'seen', 'asked'],
    ...answers.map((answer) => {
      const { row, seen } = answer;
      return [
        mark(answer),
        row.about,
        row.expected.join(' or '),
        typeof seen === 'string' ? seen : 'could not look',
        row.asks,
      ];
    }),
  ];
  const asExpected = answers.filter(isAsExpected).length;
  const other = answers.filter(differs).length;
  return [
    ...inColumns(lines),
    ...answers.flatMap(({ row, seen }) =>
      typeof seen === 'string' ? [] : [`could not look at ${row.about} (${row.asks}): ${seen.cannot}`],
    ),
    ...answers
      .filter(isAsExpected)
      .flatMap(({ row, seen }) =>
        isReal && row.expected.length > 1
          ? [`settled for ${row.about}: ${String(seen)}, note it in lib/policy/service-calls.json with the day`]
          : [],
      ),
    `${asExpected} as expected, ${other} otherwise, ${answers.length - asExpected - other} could not be looked at`,
  ].map(printableLine);
};

const mark = (answer: ContactAnswer): string => {
  if (isAsExpected(answer)) return 'as expected';
  return differs(answer) ? 'DIFFERS' : 'CANNOT TELL';
};
