import type { Review, Weight } from '../contract/review';
import { counted } from '../ground/counted';
import { printableLine } from '../ground/printable';
import { type Folded, folded } from '../reports/review/folded';

/** What is said of one change of a weight and of several, with their number before or behind it. */
export const HEADINGS: Readonly<Record<Weight, { readonly one: string; readonly several: string }>> = {
  danger: { one: 'may do harm', several: 'may do harm' },
  attention: { one: 'wants a look', several: 'want a look' },
  change: { one: 'merely changes', several: 'merely change' },
};

/** How many changes a terminal shows before it says how many more there are. */
const MOST = 10;

/** A review in a few lines for a terminal: the dangers by name, the rest in numbers. */
export const summaryLines = (review: Review): readonly string[] => {
  const { application, scope, baseline, verdict, stacks, cannotTell } = review;
  const subject = [application, scope.environment, scope.account, scope.region].filter((part) => part !== undefined);
  const all = folded(review);
  const unchanged = stacks.filter(({ change }) => change === 'unchanged').length;
  return [
    `review of ${subject.join(' ')}, compared with ${baseline.kind === 'nothing' ? `nothing: ${baseline.because}` : baseline.label}`,
    ...(['danger', 'attention', 'change'] as const).flatMap((weight) =>
      listed(
        HEADINGS[weight],
        all.filter(({ first }) => first.weight === weight),
      ),
    ),
    `${counted(stacks.length, 'stack')}, ${unchanged} of them unchanged`,
    ...(cannotTell.length === 0 ? [] : [`${counted(cannotTell.length, 'thing')} cannot be told: the page names what`]),
    `gate: ${verdict}`,
  ].map(printableLine);
};

const listed = ({ one, several }: (typeof HEADINGS)[Weight], list: readonly Folded[]): readonly string[] => {
  const more = list.length - MOST;
  return [
    ...(list.length > 0 ? [`${list.length === 1 ? one : several}: ${list.length}`] : []),
    ...list.slice(0, MOST).map(({ first, environments: [, ...others] }) => {
      return `  ${first.title}${others.length === 0 ? '' : ` (the same in ${others.join(', ')})`}`;
    }),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
};
