import { type Day, daysAfter, ENDS_SOON_DAYS, isDay } from '../../lib/contract/grace';
import type { Notice } from '../../lib/contract/notifications';
import { counted } from '../../lib/ground/counted';
import { groupBy } from '../../lib/ground/group-by';
import { endingOf } from './endings';

/** What our templates use that others end. */
export const OURS = ['Lambda nodejs24.x', 'Node.js 22 in CodeBuild'];

/** A decision that holds until a day. */
interface Dated {
  readonly cause: string;
  readonly expires: string;
}

/**
 * What people are told of what ends by itself, so long before that there is time for it: one notice for all that ends on a day.
 * It follows from the register and from what is announced alone, so a synthesis of another day has the same.
 */
export const noticesOf = (register: readonly Dated[]): readonly Notice[] => {
  const decisions = register
    .filter(({ expires }) => isDay(expires))
    .map(({ cause, expires }) => ({ cause, day: expires }));
  const runtimes = OURS.map(endingOf).flatMap(({ subject, days: [first] }) =>
    first === undefined ? [] : [{ day: first.day, says: `${subject}: ${first.what}. Set a newer one and release.` }],
  );
  const byDay = groupBy<{ readonly day: Day; readonly cause?: string; readonly says?: string }, Day>(
    [...decisions, ...runtimes],
    ({ day }) => day,
  );
  return [...byDay]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([day, all]) => ({
      day: daysAfter(day, -ENDS_SOON_DAYS),
      text: [
        `In ${ENDS_SOON_DAYS} days:`,
        ...ofDecisions(all.flatMap(({ cause }) => cause ?? [])),
        ...all.flatMap(({ says }) => says ?? []),
      ].join(' '),
    }));
};

/** Characters of names in a notice: what a rule sends has at most 8192, and more than a few lines nobody reads. */
const NAMED = 2000;

/** As many as fit, and how many do not. */
const named = (causes: readonly string[]): string => {
  let [fit, length] = [0, 0];
  for (const cause of causes) {
    // As JSON, in which a rule holds it.
    length += JSON.stringify(cause).length;
    if (length > NAMED) break;
    fit += 1;
  }
  const more = causes.length - fit;
  return [...causes.slice(0, fit), ...(more > 0 ? [`${more} more`] : [])].join(', ');
};

const ofDecisions = (all: readonly string[]): readonly string[] => {
  const causes = [...new Set(all)];
  if (causes.length === 0) return [];
  const end = causes.length === 1 ? 'ends' : 'end';
  return [
    `${counted(causes.length, 'decision')} in acknowledgements.yaml ${end} (${named(causes)}). Have each reviewed and set a new day: the gate refuses releases once its grace is over.`,
  ];
};
