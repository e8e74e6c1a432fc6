import type { AcknowledgedFinding, GateFinding, GateReport } from '../contract/gate-report';
import { firstDayRefused, isDay } from '../contract/grace';
import type { AcknowledgementChanges, FindingChanges } from '../contract/review';
import { groupBy } from '../ground/group-by';
import { canonical, isSame } from './json';

/** What tells one finding from another, whatever else is said about it. */
const findingKey = ({ pack, finding, stack, resource }: GateFinding): string =>
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

/** From how many days before its end an acknowledgement is called expiring. */
const SOON = 30;
const DAY = 24 * 60 * 60 * 1000;

/** Which findings are accepted otherwise than before, and which will not be for long. */
export const compareAcknowledgements = (
  before: GateReport | undefined,
  after: GateReport,
  today: Date,
): AcknowledgementChanges => {
  const expiring = after.acknowledged
    .map((each) => ({ ...each, days: daysLeft(each, today), ...refusal(each, after.graceDays) }))
    .filter(({ days }) => days <= SOON)
    .toSorted((one, other) => one.days - other.days);
  if (before === undefined) return { known: false, added: after.acknowledged, removed: [], changed: [], expiring };
  const [had, has] = [byKey(before.acknowledged), byKey(after.acknowledged)];
  const open = new Set(after.findings.map(findingKey));
  const added = after.acknowledged.filter((each) => !had.has(findingKey(each)));
  const removed = before.acknowledged.filter((each) => !has.has(findingKey(each)));
  const moves = movesOf(removed, added);
  const moved = added.flatMap((each) => {
    const from = moves.get(each);
    return from === undefined ? [] : [{ ...each, wasOn: from.resource }];
  });
  const gone = new Set(moves.values());
  return {
    known: true,
    ...(moved.length > 0 && { moved }),
    added: added.filter((each) => !moves.has(each)),
    removed: removed
      .filter((each) => !gone.has(each))
      .map((each) => ({ ...each, findingIsOpen: open.has(findingKey(each)) })),
    changed: after.acknowledged.flatMap((each) => {
      const earlier = had.get(findingKey(each))?.acknowledgement;
      return earlier === undefined || isSame(earlier, each.acknowledgement) ? [] : [{ ...each, before: earlier }];
    }),
    expiring,
  };
};

/** Decisions that came for those that went: the same finding in the same stack, accepted on the same terms under another name. */
const movesOf = (
  removed: readonly AcknowledgedFinding[],
  added: readonly AcknowledgedFinding[],
): ReadonlyMap<AcknowledgedFinding, AcknowledgedFinding> => {
  const sort = ({ pack, finding, stack, acknowledgement }: AcknowledgedFinding): string =>
    canonical([pack, finding, stack, acknowledgement]);
  const left = new Map([...groupBy(removed, sort)].map(([key, same]) => [key, [...same]]));
  return new Map(
    added.flatMap((each) => {
      const from = left.get(sort(each))?.shift();
      return from === undefined ? [] : [[each, from] as const];
    }),
  );
};

/** The first day on which the gate refuses it, where report and register say enough to tell. */
const refusal = (
  { acknowledgement: { expires } }: AcknowledgedFinding,
  graceDays = 0,
): { readonly refusedFrom?: string } => (isDay(expires) ? { refusedFrom: firstDayRefused(expires, graceDays) } : {});

/** Whole days until an acknowledgement's last day, in UTC; one whose last day cannot be read is over. */
const daysLeft = ({ acknowledgement: { expires } }: AcknowledgedFinding, today: Date): number => {
  const days = Math.floor((Date.parse(`${expires}T00:00:00Z`) - Date.parse(today.toISOString().slice(0, 10))) / DAY);
  return Number.isNaN(days) ? -1 : days;
};

const byKey = (list: readonly AcknowledgedFinding[]): ReadonlyMap<string, AcknowledgedFinding> =>
  new Map(list.map((each) => [findingKey(each), each]));
