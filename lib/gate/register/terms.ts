import type { AcknowledgementTerms } from '../../contract/gate-report';
import { boilerPlate } from './boiler-plate';

/** A calendar day of UTC, `YYYY-MM-DD`. */
export type Day = string;

/** The day of UTC that a moment lies in. */
export const dayOf = (moment: Date): Day => moment.toISOString().slice(0, 10);

/** So many days before the last one, an acknowledgement's end is announced. */
const WARNED_BEFORE = 30;
/**
 * Nobody remembers a decision longer, and what it rests on (AWS, the packs, the people) has changed by then: an expiry
 * further away is one that nobody means to come back to.
 */
const FURTHEST = 2 * 366;

const MILLISECONDS = 24 * 60 * 60 * 1000;
const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && dayOf(new Date(text)) === text;
const daysBetween = (from: Day, to: Day): number => (Date.parse(to) - Date.parse(from)) / MILLISECONDS;

/** What is wrong with why, by whom and until when something is accepted; `rule` is the text of the rule it answers. */
export const flawsOfTerms = (terms: AcknowledgementTerms, today: Day, rule = ''): readonly string[] => {
  const { reason, owner, ticket, expires } = terms;
  const plate = boilerPlate(reason, rule);
  return [
    ...(plate === undefined ? [] : [`its reason ${plate}, got "${reason}": say what is true here and not elsewhere`]),
    ...(isOwner(owner) ? [] : [`it has no owner, got "${owner}": name the team or person that answers for it`]),
    ...(isTicket(ticket)
      ? []
      : [`it has no ticket, got "${ticket}": name where it was decided, a path of the repository, a URL or an id`]),
    ...flawsOfExpiry(expires, today),
  ];
};

const flawsOfExpiry = (expires: string, today: Day): readonly string[] => {
  if (!isDay(expires)) return [`its expiry must be a day like 2027-06-30, got "${expires}"`];
  const left = daysBetween(today, expires);
  if (left < 0) return [`it expired on ${expires}: cure the finding, or have it reviewed and set a new day`];
  if (left > FURTHEST) {
    return [`it expires on ${expires}, more than two years from ${today}: set a day on which somebody looks again`];
  }
  return [];
};

/** What will be wrong with it soon. */
export const warningsOfTerms = ({ expires, owner }: AcknowledgementTerms, today: Day): readonly string[] => {
  const left = isDay(expires) ? daysBetween(today, expires) : -1;
  if (left < 0 || left > WARNED_BEFORE) return [];
  const when = left === 0 ? 'today' : `in ${left} day${left === 1 ? '' : 's'}`;
  return [`it expires ${when}, on ${expires}: ${owner} has to review it`];
};

const NOBODY = /^(tbd|to ?do|n\/?a|none|nobody|no ?one|unknown|me|us|we|someone|somebody|anyone|everyone|x+|\?+|-+)$/i;

const isOwner = (owner: string): boolean => /^[\p{L}\p{N}][\p{L}\p{N} ._@+&/-]+$/u.test(owner) && !NOBODY.test(owner);

const TICKETS: readonly RegExp[] = [
  /^https:\/\/[^\s/]+\.[^\s/]+\/\S+$/, // a page
  /^[A-Za-z][A-Za-z0-9]*[-#]\d+$|^#\d+$/, // an id: SEC-12, repo#3
  /^(?!.*(^|\/)\.\.?(\/|$))[\w.-]+(\/[\w.-]+)*\.[a-z]+(#[\w-]+)?$/, // a file of the repository
];

const isTicket = (ticket: string): boolean => TICKETS.some((form) => form.test(ticket));
