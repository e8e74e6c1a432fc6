import { dirname } from 'node:path';
import type { AcknowledgementTerms, SourceLocation } from '../../contract/gate-report';
import { type Day, daysBetween, firstDayRefused, isDay } from '../../contract/grace';
import { flawsOfTicket, isTicket } from './ticket';

/** What is said of every finding and explains none. */
const STOCK = [
  'false positive',
  'not (needed|applicable|required|relevant|used|an issue)',
  'no(t)? (impact|risk|longer needed)',
  '(accepted|acceptable|known|low|minor|residual) (risk|issue|limitation|finding)s?',
  'risk (is )?(accepted|acceptable|low)',
  '(we )?accept(s|ed)? (this|the|it|risk|finding)( risk| finding)?',
  '(by|as) (design|designed|intended|discussed|agreed|approved)',
  '(will be |to be |we will )?(fix(ed)?|address(ed)?|done|clean(ed)? up) (later|soon|eventually)',
  '(required|needed|wanted) (by|for) (the )?(business|project|team|application|app|customer)',
  '(see|as per|per) (the )?(ticket|jira|docs?|documentation|above|below)',
  'to ?do',
  'tbd',
  'n/a',
  'ok(ay)?',
  'temporary|temporarily|for now|legacy',
  '(suppress|ignore|silence|acknowledge)(s|d|ed|ing)?( (this|the|it))?( (finding|rule|warning))?',
].map((phrase) => new RegExp(`(?<![\\w-])(${phrase})(?![\\w-])`, 'g'));

/** Words that carry nothing by themselves. */
const SMALL = new Set(
  'a an the this that these those it its is are was be been to of in on at by for from with and or as not no does do has have we our us here there which who whose what all any only so because they them their can may must should will would'.split(
    ' ',
  ),
);

const LEAST_WORDS = 6;
/** A reason that is the rule's own sentence has all its words in common with it; one about this place has a third at most. */
const MOST_IN_COMMON = 0.6;

/** Why a reason explains nothing; undefined where it says something of its own. `rule` is the text of the rule it answers. */
export const boilerPlate = (reason: string, rule = ''): string | undefined => {
  const text = reason.toLowerCase().replace(/\s+/g, ' ').trim();
  if (text === '') return 'is empty';
  if (/<[^>]*>/.test(reason)) return 'still has a placeholder';
  const own = STOCK.reduce((rest, phrase) => rest.replace(phrase, ' '), text);
  const words = significant(own);
  if (words.size < LEAST_WORDS) {
    return own === text
      ? `has ${words.size} words of meaning, fewer than ${LEAST_WORDS}`
      : 'says what is said of every finding and hardly anything else';
  }
  const theirs = significant(rule.toLowerCase());
  const common = [...words].filter((word) => theirs.has(word)).length / words.size;
  return common > MOST_IN_COMMON ? 'repeats the text of the rule' : undefined;
};

const significant = (text: string): ReadonlySet<string> =>
  new Set((text.match(/[\p{L}\p{N}][\p{L}\p{N}:./-]*/gu) ?? []).filter((word) => !SMALL.has(word)));

/** Two reasons that differ in letters' case, blanks and punctuation only are the same. */
export const sameReason = (one: string, other: string): boolean => bare(one) === bare(other);

const bare = (reason: string): string =>
  reason
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** So many days after its last one an acknowledgement still counts, with a warning, where its register says nothing else. */
export const GRACE_DAYS = 14;
/** More than this is no grace but another expiry, which nobody has decided on. */
export const MOST_GRACE_DAYS = 30;

/** So many days before the last one, an acknowledgement's end is announced. */
const WARNED_BEFORE = 30;
/**
 * Nobody remembers a decision longer, and what it rests on (AWS, the packs, the people) has changed by then: an expiry
 * further away is one that nobody means to come back to.
 */
const FURTHEST = 2 * 366;

/** Terms, and for how many days after the last one they still count. */
export type DatedTerms = AcknowledgementTerms & { readonly graceDays?: number };

/** What is wrong with why, by whom and until when something is accepted; `rule` is the text of the rule it answers. */
export const flawsOfTerms = (
  terms: DatedTerms & { readonly causeAt: SourceLocation },
  today: Day,
  rule = '',
): readonly string[] => {
  const { reason, owner, ticket } = terms;
  const plate = boilerPlate(reason, rule);
  return [
    ...(plate === undefined ? [] : [`its reason ${plate}, got "${reason}": say what is true here and not elsewhere`]),
    ...(isOwner(owner) ? [] : [`it has no owner, got "${owner}": name the team or person that answers for it`]),
    ...(isTicket(ticket)
      ? flawsOfTicket(ticket, dirname(terms.causeAt.file))
      : [`it has no ticket, got "${ticket}": name where it was decided, a path of the repository, a URL or an id`]),
    ...flawsOfExpiry(terms, today),
  ];
};

const flawsOfExpiry = ({ expires, graceDays = GRACE_DAYS }: DatedTerms, today: Day): readonly string[] => {
  if (!isDay(expires)) return [`its expiry must be a day like 2027-06-30, got "${expires}"`];
  const left = daysBetween(today, expires);
  if (left < -graceDays) {
    const grace = graceDays === 0 ? '' : ` and counted for ${graceDays} days more`;
    return [`it expired on ${expires}${grace}: cure the finding, or have it reviewed and set a new day`];
  }
  if (left > FURTHEST) {
    return [`it expires on ${expires}, more than two years from ${today}: set a day on which somebody looks again`];
  }
  return [];
};

/** What will be wrong with it soon: it ends, or has ended and counts no longer than its grace. */
export const warningsOfTerms = (terms: DatedTerms, today: Day): readonly string[] => {
  const { expires, owner, graceDays = GRACE_DAYS } = terms;
  const left = isDay(expires) ? daysBetween(today, expires) : Number.POSITIVE_INFINITY;
  if (left > WARNED_BEFORE || left < -graceDays) return [];
  if (left < 0) {
    return [
      `it expired on ${expires} and stops every release from ${firstDayRefused(expires, graceDays)}: ${owner} has to review it`,
    ];
  }
  const when = left === 0 ? 'today' : `in ${left} day${left === 1 ? '' : 's'}`;
  return [`it expires ${when}, on ${expires}: ${owner} has to review it`];
};

const NOBODY = /^(tbd|to ?do|n\/?a|none|nobody|no ?one|unknown|me|us|we|someone|somebody|anyone|everyone|x+|\?+|-+)$/i;

const isOwner = (owner: string): boolean => /^[\p{L}\p{N}][\p{L}\p{N} ._@+&/-]+$/u.test(owner) && !NOBODY.test(owner);
