import { type ReleaseRecord, secondsBetween } from '../statement';
import { type Discrepancy, finding, findingUnless } from './finding';

/** Everything happened in the order in which things can happen, and took as long as it says. */
export const examineTimes = (record: ReleaseRecord): readonly Discrepancy[] => [
  ...span('', record),
  ...order('closedTime', record.endTime, record.closedTime, 'the record was closed before the release ended'),
  ...inOrder(
    'actions',
    record.actions.map(({ stage, action, startTime }) => ({ name: `${stage}/${action}`, startTime })),
  ),
  ...inOrder('environments', record.environments),
  ...record.actions.flatMap((action, index) => within(record, `actions[${index}]`, action)),
  ...record.environments.flatMap((environment) => [
    ...within(record, `environments.${environment.name}`, environment),
    ...environment.approvals.flatMap((approval, index) => {
      const place = `environments.${environment.name}.approvals[${index}]`;
      const { requestedAt: startTime, decidedAt: endTime } = approval;
      return inside(place, environment, { startTime, endTime });
    }),
  ]),
];

interface Span {
  readonly startTime: string;
  readonly endTime: string;
}

const span = (
  place: string,
  { startTime, endTime, seconds }: Span & { readonly seconds: number },
): readonly Discrepancy[] => {
  const took = secondsBetween(startTime, endTime);
  const at = place === '' ? 'predicate' : `predicate.${place}`;
  const other = `it took ${took} seconds by its times, and ${seconds} by itself`;
  return [
    ...order(place, startTime, endTime, 'it ended before it began'),
    ...findingUnless(took === seconds, 'contradictory', at, other),
  ];
};

const within = (
  record: ReleaseRecord,
  place: string,
  part: Span & { readonly seconds: number },
): readonly Discrepancy[] => [...span(place, part), ...inside(place, record, part)];

const inside = (place: string, outer: Span, inner: Span): readonly Discrepancy[] => [
  ...order(place, outer.startTime, inner.startTime, 'it began before what it belongs to'),
  ...order(place, inner.startTime, inner.endTime, 'it ended before it began'),
  ...order(place, inner.endTime, outer.endTime, 'it ended after what it belongs to'),
];

const order = (place: string, earlier: string, later: string, otherwise: string): readonly Discrepancy[] => {
  const because = `${otherwise}: ${earlier} is after ${later}`;
  return findingUnless(Date.parse(earlier) <= Date.parse(later), 'reordered', `predicate.${place}`, because);
};

const inOrder = (
  place: string,
  items: readonly { readonly name: string; readonly startTime: string }[],
): readonly Discrepancy[] =>
  items.flatMap(({ name, startTime }, index) => {
    const before = items[index - 1];
    if (before === undefined || Date.parse(before.startTime) <= Date.parse(startTime)) return [];
    const because = `${name} began before ${before.name}, which is listed first`;
    return [finding('reordered', `predicate.${place}[${index}]`, because)];
  });
