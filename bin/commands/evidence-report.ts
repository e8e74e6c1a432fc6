import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EVIDENCE_PAGE, EVIDENCE_REPORT, type EvidenceReport } from '../../lib/contract/evidence-report';
import { describeEvidence, type EvidenceStore, personIn } from '../../lib/evidence';
import { inColumns } from '../../lib/ground/in-columns';
import { printableJson } from '../../lib/ground/printable';
import { UserError } from '../../lib/ground/user-error';
import { evidencePage } from '../../lib/reports/evidence/evidence-page';
import { printJson, printLines } from './printing';
import type { Shell } from './shell';

interface ReportOptions {
  readonly json?: boolean;
  readonly output?: string;
  readonly last: number;
}

/** One page holds no more; a year has fewer releases that anybody reads one by one. */
const MOST = 200;

/** The number of releases that `--last` asks for. @throws {UserError} when it is none */
export const lastOf = (text = '10'): number => {
  const last = Number(text);
  if (/^\d+$/.test(text) && last >= 1 && last <= MOST) return last;
  throw new UserError(`--last must be a number of releases from 1 to ${MOST}, got "${text}"`);
};

/** Writes what the last releases tell an auditor, as one page and as one JSON document. */
export const reportEvidence = async (
  store: EvidenceStore,
  application: string,
  { json = false, output = 'evidence-report', last }: ReportOptions,
  shell: Shell,
): Promise<number> => {
  const directory = resolve(output);
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new UserError(`--output ${output} is no directory: name one, existing or not`);
  }
  const report = await describeEvidence(store, application, last);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, EVIDENCE_PAGE), evidencePage(report));
  writeFileSync(join(directory, EVIDENCE_REPORT), `${printableJson(JSON.stringify(report, undefined, 2))}\n`);
  if (json) printJson(shell, report);
  else printLines(shell, [...linesOf(report), `wrote ${join(directory, EVIDENCE_PAGE)} and ${EVIDENCE_REPORT}`]);
  return report.findings.length === 0 ? 0 : 1;
};

const linesOf = ({ releases, findings }: EvidenceReport): readonly string[] => [
  ...(releases.length === 0
    ? ['no release is closed yet']
    : inColumns([
        ['release', 'outcome', 'decided', 'accepted', 'encryption proven'],
        ...releases.map(({ number, outcome, decisions, accepted, encryption }) => [
          String(number),
          outcome,
          decisions
            .map(
              ({ environment, decision, by, byAuthor }) =>
                `${environment}: ${decision} by ${by === null ? 'nobody' : personIn(by)}${byAuthor ? ', its author' : ''}`,
            )
            .join(', ') || 'nobody was asked',
          String(accepted.reduce((sum, { findings: all }) => sum + all.length, 0)),
          encryption.map(({ environment, proven }) => `${environment}: ${proven}`).join(', ') || 'nothing was deployed',
        ]),
      ])),
  ...findings.map(({ place, because }) => `against it: ${place}: ${because}`),
];
