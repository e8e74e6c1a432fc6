import type { AcknowledgedFinding, GateReport } from '../contract/gate-report';
import type { AcknowledgementChanges } from '../contract/review';
import { findingKey } from './compare-findings';
import { isSame } from './json';

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
    .map((each) => ({ ...each, days: daysLeft(each, today) }))
    .filter(({ days }) => days <= SOON)
    .toSorted((one, other) => one.days - other.days);
  if (before === undefined) return { known: false, added: after.acknowledged, removed: [], changed: [], expiring };
  const [had, has] = [byKey(before.acknowledged), byKey(after.acknowledged)];
  const open = new Set(after.findings.map(findingKey));
  return {
    known: true,
    added: after.acknowledged.filter((each) => !had.has(findingKey(each))),
    removed: before.acknowledged
      .filter((each) => !has.has(findingKey(each)))
      .map((each) => ({ ...each, findingIsOpen: open.has(findingKey(each)) })),
    changed: after.acknowledged.flatMap((each) => {
      const earlier = had.get(findingKey(each))?.acknowledgement;
      return earlier === undefined || isSame(earlier, each.acknowledgement) ? [] : [{ ...each, before: earlier }];
    }),
    expiring,
  };
};

/** Whole days until an acknowledgement's last day, in UTC; one whose last day cannot be read is over. */
const daysLeft = ({ acknowledgement: { expires } }: AcknowledgedFinding, today: Date): number => {
  const days = Math.floor((Date.parse(`${expires}T00:00:00Z`) - Date.parse(today.toISOString().slice(0, 10))) / DAY);
  return Number.isNaN(days) ? -1 : days;
};

const byKey = (list: readonly AcknowledgedFinding[]): ReadonlyMap<string, AcknowledgedFinding> =>
  new Map(list.map((each) => [findingKey(each), each]));
