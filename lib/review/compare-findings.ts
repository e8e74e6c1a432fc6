import type { GateFinding, GateReport } from '../contract/gate-report';
import type { FindingChanges } from '../contract/review';

/** What tells one finding from another, whatever else is said about it. */
export const findingKey = ({ pack, finding, stack, resource }: GateFinding): string =>
  JSON.stringify([pack, finding, stack ?? null, resource]);

/** Which findings are new, and which are gone. */
export const compareFindings = (before: GateReport | undefined, after: GateReport): FindingChanges => {
  if (before === undefined) return { known: false, new: after.findings.map(unacknowledged), gone: [] };
  const [had, has] = [keys(before.findings), keys(after.findings)];
  const accepted = keys(before.acknowledged);
  return {
    known: true,
    new: after.findings
      .filter((finding) => !had.has(findingKey(finding)))
      .map((finding) => ({ ...finding, wasAcknowledged: accepted.has(findingKey(finding)) })),
    gone: before.findings.filter((finding) => !has.has(findingKey(finding))),
  };
};

const unacknowledged = (finding: GateFinding) => ({ ...finding, wasAcknowledged: false });

const keys = (findings: readonly GateFinding[]): ReadonlySet<string> => new Set(findings.map(findingKey));
