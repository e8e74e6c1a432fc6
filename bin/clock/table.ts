import type { Day } from '../../lib/contract/grace';
import type { Acknowledgement } from '../../lib/gate/register/acknowledgement';
import { reviewRegister, said } from '../../lib/gate/register/review-register';
import { inColumns } from '../../lib/ground/in-columns';
import type { DatedSynthesis } from './dated-synthesis';
import { certificatesIn, daysIn, type Ending, endingsIn } from './endings';

/** A thing, and how it stands on each day. */
export interface ClockRow {
  readonly subject: string;
  readonly cells: readonly string[];
}

/** What is wrong on which day; the first moment is what the others are compared with. */
export const clockRows = (
  moments: readonly DatedSynthesis[],
  register: readonly Acknowledgement[],
): readonly ClockRow[] => {
  const texts = [...(moments[0]?.templates.values() ?? [])];
  const days = moments.map(({ day }) => day);
  const written = daysIn(texts);
  // Where there are none, saying nothing would look the same as not looking.
  const found = certificatesIn(texts);
  const certificates = found === 0 ? 'none in templates' : `${found}: their ends are not known here`;
  return [
    { subject: 'gate', cells: moments.map(gateCell) },
    { subject: 'templates', cells: moments.map((moment) => templatesCell(moment, moments[0])) },
    ...acknowledgementRows(register, days),
    ...endingsIn(texts).map((ending) => ({
      subject: ending.days.length === 0 ? `${ending.subject} (${ending.source})` : ending.subject,
      cells: days.map((day) => endingCell(ending, day)),
    })),
    { subject: 'days in templates', cells: days.map(() => (written.length === 0 ? 'none' : written.join(' '))) },
    { subject: 'certificates', cells: days.map(() => certificates) },
  ];
};

/** Stacks whose templates on some day are not those of the first. */
export const differing = (moments: readonly DatedSynthesis[]): readonly string[] =>
  moments.flatMap((moment) => changedIn(moment, moments[0]).map((path) => `${path} on ${moment.day}`));

const changedIn = ({ templates }: DatedSynthesis, first: DatedSynthesis | undefined): readonly string[] =>
  [...new Set([...templates.keys(), ...(first?.templates.keys() ?? [])])].filter(
    (path) => templates.get(path) !== first?.templates.get(path),
  );

const templatesCell = (moment: DatedSynthesis, first: DatedSynthesis | undefined): string => {
  const changed = changedIn(moment, first).length;
  return changed === 0 ? 'the same' : `${changed} DIFFER`;
};

const gateCell = ({ report: { verdict, findings, objections, warnings } }: DatedSynthesis): string =>
  verdict === 'yes'
    ? `yes${warnings.length === 0 ? '' : `, ${warnings.length} warnings`}`
    : `NO: ${findings.length} findings, ${objections.length} objections`;

const acknowledgementRows = (register: readonly Acknowledgement[], days: readonly Day[]): readonly ClockRow[] => {
  const causes = new Map(register.map((each) => [each.cause, each]));
  const reviews = days.map((day) => reviewRegister(register, day));
  return [...causes.values()]
    .toSorted((one, other) => one.expires.localeCompare(other.expires))
    .map(({ cause, causeAt, expires }) => {
      const opening = said(causeAt, cause, '');
      const speaks = (sentences: readonly string[]) => sentences.some((sentence) => sentence.startsWith(opening));
      const cells = reviews.map(({ objections, warnings }, index) => {
        if (speaks(objections)) return 'STOPS RELEASES';
        if (!speaks(warnings)) return 'counts';
        return (days[index] ?? '') > expires ? 'expired, warned' : 'warned';
      });
      return { subject: `${cause} (${expires})`, cells };
    });
};

const endingCell = ({ days, source }: Ending, day: Day): string => {
  if (days.length === 0) return source;
  return days.findLast((each) => each.day <= day)?.what ?? 'supported';
};

/** The table for a terminal, and where the days of others are from. */
export const printedClock = (
  rows: readonly ClockRow[],
  heads: readonly string[],
  sources: readonly Ending[],
): string => {
  const lines = [['', ...heads], ...rows.map(({ subject, cells }) => [subject, ...cells])];
  return [
    ...inColumns(lines),
    '',
    ...sources.map(
      ({ subject, days, source }) =>
        `${subject}: ${days.map(({ day, what }) => `${day} ${what}`).join(', ')} (${source})`,
    ),
    "The schema check of the CDK (E2531 and its like) reads the system's clock, which is not given to it: the rows of runtimes stand for it.",
  ].join('\n');
};
