import type { GateFinding, GateReport } from '../contract/gate-report';
import type { FindingChanges } from '../contract/review';
import { groupBy } from '../ground/group-by';

/** What tells one finding from another, whatever else is said about it. */
export const findingKey = ({ pack, finding, stack, resource }: GateFinding): string =>
  JSON.stringify([pack, finding, stack ?? null, resource]);

/** Which findings are new, and which are gone. */
export const compareFindings = (before: GateReport | undefined, after: GateReport): FindingChanges => {
  if (before === undefined) return { known: false, new: after.findings.map(unacknowledged), gone: [] };
  const accepted = new Set(before.acknowledged.map(findingKey));
  return {
    known: true,
    new: beyond(after.findings, before.findings).map((finding) => ({
      ...finding,
      wasAcknowledged: accepted.has(findingKey(finding)),
    })),
    gone: beyond(before.findings, after.findings),
  };
};

const unacknowledged = (finding: GateFinding) => ({ ...finding, wasAcknowledged: false });

/**
 * Findings of one list that the other does not have. A rule may find several things in one resource, which differ in their
 * reason; a reason in other words is the same finding, as long as there are not more of them.
 */
const beyond = (list: readonly GateFinding[], other: readonly GateFinding[]): readonly GateFinding[] => {
  const elsewhere = groupBy(other, findingKey);
  return [...groupBy(list, findingKey)].flatMap(([key, same]) => {
    const there = elsewhere.get(key) ?? [];
    const unlike = (one: readonly GateFinding[], reasons: readonly GateFinding[]) =>
      one.filter(({ because }) => !reasons.some((each) => each.because === because));
    return unlike(same, there).slice(unlike(there, same).length);
  });
};
