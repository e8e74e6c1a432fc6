import type {
  AcknowledgedFinding,
  GateFinding,
  GateReport,
  ReportedRule,
  ReportedStack,
} from '../../contract/gate-report';
import { groupBy } from '../../ground/group-by';
import { numbered } from '../kit';
import { findingAddress } from './addresses';

/** A report, looked up once for all sections. */
export interface Subject {
  readonly report: GateReport;
  readonly findings: readonly Addressed<GateFinding>[];
  readonly acknowledged: readonly Addressed<AcknowledgedFinding>[];
  readonly rules: ReadonlyMap<string, ReportedRule>;
  readonly stacks: ReadonlyMap<string, ReportedStack>;
  /** Stacks by environment; `undefined` holds the pipeline and its helpers. */
  readonly environments: ReadonlyMap<string | undefined, readonly ReportedStack[]>;
}

/** A finding with the address it has on this page. */
export interface Addressed<Finding extends GateFinding> {
  readonly finding: Finding;
  readonly address: string;
}

const addressed = <Finding extends GateFinding>(
  findings: readonly Finding[],
  taken: Map<string, number>,
): readonly Addressed<Finding>[] =>
  numbered(findings, findingAddress, taken).map(({ thing, address }) => ({ finding: thing, address }));

/** Looks a report up. */
export const subjectOf = (report: GateReport): Subject => {
  const taken = new Map<string, number>();
  return {
    report,
    findings: addressed(report.findings, taken),
    acknowledged: addressed(report.acknowledged, taken),
    rules: new Map(report.rules.map((rule) => [ruleKey(rule.pack, rule.id), rule])),
    stacks: new Map(report.stacks.map((stack) => [stack.path, stack])),
    environments: groupBy(pipelineLast(report.stacks), ({ environment }) => environment),
  };
};

/** Who approves asks about an environment; the pipeline comes after them. */
const pipelineLast = (stacks: readonly ReportedStack[]): readonly ReportedStack[] => [
  ...stacks.filter(({ environment }) => environment !== undefined),
  ...stacks.filter(({ environment }) => environment === undefined),
];

/** Packs may use the same id for different rules. */
export const ruleKey = (pack: string, rule: string): string => JSON.stringify([pack, rule]);
