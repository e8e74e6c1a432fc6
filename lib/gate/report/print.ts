import type { GateFinding, GateReport } from '../../contract/gate-report';
import { counted } from '../../ground/counted';
import { printableLine } from '../../ground/printable';
import { findingLines } from './worst-first';

/** Of each there are few in the tail of a log. */
const MOST = { objections: 5, warnings: 3 } as const;

/** The report for a terminal: what every pack looked at, the worst of what is wrong with its cure, and last the verdict. */
export const printed = (report: GateReport, directory: string): string => {
  const { findings, objections, warnings, acknowledged, verdict, stacks } = report;
  return [
    ...table(report),
    ...few(warnings, MOST.warnings, 'warning').map((warning) => `  warning: ${warning}`),
    ...few(objections, MOST.objections, 'objection').map((objection) => `  ${objection}`),
    ...findingLines(findings, stacks, (finding) => sentenceOf(finding, report)),
    `reports: ${directory}/report.html, report.json, report.sarif and junit.xml`,
    verdict === 'no'
      ? `gate: no. ${counted(findings.length, 'finding')} of ${counted(rulesIn(findings), 'rule')}, ${counted(objections.length, 'objection')}, ${acknowledged.length} acknowledged`
      : `gate: yes. no findings, ${acknowledged.length} acknowledged`,
  ]
    .map(printableLine)
    .join('\n');
};

const table = ({ packs, findings, acknowledged }: GateReport): readonly string[] => {
  const of = (list: readonly GateFinding[], name: string): string =>
    String(list.filter(({ pack }) => pack === name).length);
  const rows = packs.map(({ name, version, rules, looked }) => [
    `${name} ${version}`,
    rules === undefined ? '' : String(rules),
    String(Object.values(looked).reduce((sum, resources) => sum + resources, 0)),
    of(findings, name),
    of(acknowledged, name),
  ]);
  const lines = [['pack', 'rules', 'looked at', 'findings', 'acknowledged'], ...rows];
  const width = (column: number): number => Math.max(...lines.map((line) => (line[column] ?? '').length));
  return lines.map(([name = '', ...numbers]) =>
    [name.padEnd(width(0)), ...numbers.map((text, index) => text.padStart(width(index + 1)))].join('  '),
  );
};

/** What is wrong; of a rule of ours also what it requires. */
const sentenceOf = ({ rule, pack, because }: GateFinding, { rules }: GateReport): string => {
  const requires = rules.find((each) => each.id === rule && each.pack === pack)?.requires;
  return pack === 'ZeroTrust' && requires !== undefined ? `${requires} Here ${because}.` : because;
};

const few = (texts: readonly string[], most: number, noun: string): readonly string[] =>
  texts.length <= most ? texts : [...texts.slice(0, most), `and ${counted(texts.length - most, `more ${noun}`)}`];

const rulesIn = (findings: readonly GateFinding[]): number => new Set(findings.map(({ rule }) => rule)).size;
