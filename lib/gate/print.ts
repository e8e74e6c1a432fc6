import type { Verdict } from './gate';
import type { ReportedFinding } from './report';

/** Few enough for rule, resources and cure to stand together in the tail of a build's log. */
const MOST_SHOWN = 3;

/** The verdict for a terminal: one block per finding, with the resources it is about and the cure. */
export const printed = ({ findings, objections, warnings, acknowledged }: Verdict): string => {
  const rules = groupByFinding(findings);
  const blocks = [...rules.values()].map((same) => {
    const [{ finding, description, fix }] = same;
    const resources = same.slice(0, MOST_SHOWN).map(({ path }) => `    ${path}`);
    const more = same.length - resources.length;
    if (more > 0) resources.push(`    and ${more} more: cdk.out/validation-report.json names them all`);
    return [`  ${finding}`, `    ${description}`, ...resources, ...(fix ? [`    fix: ${fix}`] : [])].join('\n');
  });
  const no = findings.length + objections.length > 0;
  return [
    ...blocks,
    ...objections.map((objection) => `  ${objection}`),
    ...warnings.map((warning) => `  warning: ${warning}`),
    no
      ? `gate: no. ${count(findings.length, 'finding')} of ${count(rules.size, 'rule')}, ${count(objections.length, 'objection')}, ${acknowledged} acknowledged`
      : `gate: yes. no findings, ${acknowledged} acknowledged`,
  ].join('\n');
};

type Group = [ReportedFinding, ...ReportedFinding[]];

/** Findings of the same rule with the same sentence belong together. */
const groupByFinding = (findings: readonly ReportedFinding[]): ReadonlyMap<string, Group> => {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const key = `${finding.finding} ${finding.description}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return groups;
};

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
