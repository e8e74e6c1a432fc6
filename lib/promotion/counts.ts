import type { DeliveryTarget } from '../contract/delivery-target';
import type { GateReport } from '../contract/gate-report';
import { type AccessChange, isBroader, type Review } from '../contract/review';

/** How many findings are accepted on purpose in the stacks of a target. */
export const acknowledgedIn = (
  { acknowledged, stacks }: GateReport,
  { environment, account, region }: DeliveryTarget,
): number => {
  const own = new Set(
    stacks
      .filter((stack) => stack.environment === environment && stack.account === account && stack.region === region)
      .map(({ path }) => path),
  );
  return acknowledged.filter(({ stack }) => stack !== undefined && own.has(stack)).length;
};

/** What a review says, in one line: what a person reads before the page. */
export const countsOf = (
  { baseline, stacks, news, findings, acknowledgements }: Review,
  acknowledged: number,
): string => {
  const changed = stacks.filter(({ change }) => change !== 'unchanged').length;
  const changes = (pick: (stack: Review['stacks'][number]) => readonly AccessChange[]) =>
    stacks.flatMap(pick).filter(isBroader).length;
  const parts = [
    `compared with ${baseline.kind === 'nothing' ? `nothing: ${withoutAside(baseline.because)}` : baseline.label}`,
    counted(changed, 'stack changes', 'stacks change'),
    counted(
      changes(({ permissions }) => permissions),
      'permission broadened',
      'permissions broadened',
    ),
    counted(
      changes(({ network }) => network),
      'network path broadened',
      'network paths broadened',
    ),
    counted(news.filter(({ weight }) => weight === 'danger').length, 'danger', 'dangers'),
    findings.known ? counted(findings.new.length, 'new finding', 'new findings') : 'findings not compared',
    `${acknowledged} acknowledged${acknowledgements.known ? ` (${acknowledgements.added.length} new)` : ''}`,
  ];
  return parts.join(', ');
};

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** The error message in brackets is for the page. */
const withoutAside = (text: string): string => text.replace(/ \(.*/s, '');
