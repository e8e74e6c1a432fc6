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
