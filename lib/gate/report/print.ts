import type { GateFinding, GateReport } from '../../contract/gate-report';
import { counted } from '../../ground/counted';
import { groupBy } from '../../ground/group-by';
import { printableLine } from '../../ground/printable';

/** Few enough lines for rule, resources and cure to stand together in the tail of a build's log. */
const MOST = { resources: 3, lines: 14, objections: 5, warnings: 3 } as const;

/** The report for a terminal: what every pack looked at, what is wrong with its cure, and the verdict. */
export const printed = (report: GateReport, directory: string): string => {
  const { findings, objections, warnings, acknowledged, verdict } = report;
  const kinds = groupBy(findings, ({ rule, because }) => `${rule} ${because}`);
  return [
    ...table(report),
    ...shown([...kinds.values()].map((kind) => block(kind, report))),
    ...few(objections, MOST.objections, 'objection').map((objection) => `  ${objection}`),
    ...few(warnings, MOST.warnings, 'warning').map((warning) => `  warning: ${warning}`),
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

/** Findings of the same rule with the same sentence. */
const block = (kind: readonly GateFinding[], { rules }: GateReport): readonly string[] => {
  const [{ rule, pack, because, fix }] = kind as readonly [GateFinding];
  const requires = rules.find((each) => each.id === rule && each.pack === pack)?.requires;
  const what = pack === 'ZeroTrust' && requires !== undefined ? `${requires} Here ${because}.` : because;
  const more = kind.length - MOST.resources;
  return [
    `  ${rule}`,
    `    ${what}`,
    ...kind.slice(0, MOST.resources).map(line),
    ...(more > 0 ? [`    and ${more} more`] : []),
    ...(fix === undefined ? [] : [`    fix: ${fix}`]),
  ];
};

const line = ({ resource, rule, finding, at }: GateFinding): string =>
  [
    `    ${resource}`,
    finding === rule ? '' : finding.slice(rule.length),
    at === undefined ? '' : `(${at.file}:${at.line})`,
  ]
    .filter((text) => text !== '')
    .join(' ');

/** The last blocks, which stand in the tail of a log; always one. */
const shown = (blocks: readonly (readonly string[])[]): readonly string[] => {
  let first = blocks.length;
  let lines = 0;
  while (first > 0 && (first === blocks.length || lines + (blocks[first - 1]?.length ?? 0) <= MOST.lines)) {
    first--;
    lines += blocks[first]?.length ?? 0;
  }
  return [
    ...(first > 0 ? [`  ${counted(first, 'more kind')} of findings stand in the reports, and:`] : []),
    ...blocks.slice(first).flat(),
  ];
};

const few = (texts: readonly string[], most: number, noun: string): readonly string[] =>
  texts.length <= most ? texts : [...texts.slice(0, most), `and ${counted(texts.length - most, `more ${noun}`)}`];

const rulesIn = (findings: readonly GateFinding[]): number => new Set(findings.map(({ rule }) => rule)).size;
