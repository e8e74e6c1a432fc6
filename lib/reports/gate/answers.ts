import type { GateFinding, ReportedRule } from '../../contract/gate-report';
import { grouped } from '../../ground/counted';
import { type Column, type Html, html } from '../kit';
import { ruleKey, type Subject } from './subject';

/** One answer per rule and resource. A resource that violates a rule in one way and is excused in another violates it. */
export interface Answers {
  readonly compliant: number;
  readonly acknowledged: number;
  readonly violating: number;
}

/** Answers of every rule, by `ruleKey`. */
export const answersByRule = ({ report }: Subject): ReadonlyMap<string, Answers> => {
  const violating = resourcesByRule(report.findings);
  const excused = resourcesByRule(report.acknowledged);
  return new Map(
    report.rules.map((rule) => {
      const key = ruleKey(rule.pack, rule.id);
      const bad = violating.get(key) ?? new Set();
      const acknowledged = [...(excused.get(key) ?? [])].filter((resource) => !bad.has(resource)).length;
      return [
        key,
        { violating: bad.size, acknowledged, compliant: Math.max(0, asked(rule) - bad.size - acknowledged) },
      ];
    }),
  );
};

/** How many resources a rule was asked of. */
const asked = ({ stacks }: ReportedRule): number =>
  stacks.reduce((sum, stack) => sum + (stack.applied ? stack.resources : 0), 0);

const resourcesByRule = (findings: readonly GateFinding[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const byRule = new Map<string, Set<string>>();
  for (const { pack, rule, stack, resource } of findings) {
    const key = ruleKey(pack, rule);
    const resources = byRule.get(key) ?? new Set();
    byRule.set(key, resources.add(JSON.stringify([stack, resource])));
  }
  return byRule;
};

/** Answers of several rules together. */
export const added = (list: readonly Answers[]): Answers =>
  list.reduce(
    (sum, { compliant, acknowledged, violating }) => ({
      compliant: sum.compliant + compliant,
      acknowledged: sum.acknowledged + acknowledged,
      violating: sum.violating + violating,
    }),
    { compliant: 0, acknowledged: 0, violating: 0 },
  );

/** The filter's choice that answers belong to. */
export const stateOf = ({ violating, acknowledged }: Answers): string => {
  if (violating > 0) return 'violating';
  return acknowledged > 0 ? 'acknowledged' : 'compliant';
};

/** Columns for `answerCells`. */
export const ANSWER_COLUMNS: readonly Column[] = [
  { heading: 'Violating', kind: 'number' },
  { heading: 'Acknowledged', kind: 'number' },
  { heading: 'Compliant', kind: 'number' },
];

/** What is not zero stands out. */
export const answerCells = ({ violating, acknowledged, compliant }: Answers): readonly Html[] => [
  number(violating, 'bad'),
  number(acknowledged, 'noted'),
  number(compliant, 'good'),
];

const number = (n: number, tone: string): Html =>
  n === 0 ? html`<span class="zero">0</span>` : html`<span class="toned ${tone}">${grouped(n)}</span>`;
