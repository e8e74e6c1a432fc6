import { GATE_OF_REVIEW } from '../../contract/evidence-layout';
import type { GateReport } from '../../contract/gate-report';
import type { Review, Weight } from '../../contract/review';
import { newsSentence } from '../../contract/review-news';
import { counted } from '../../ground/counted';
import { cutInMiddle } from '../../ground/cut-in-middle';
import { gateVerdict } from '../gate/gate-page';
import { type Content, html, type PageVerdict } from '../kit';
import { type Folded, folded } from './folded';

/** A longer headline is cut in its middle, as a condition stands last: the first entry below it has it whole. */
const LONGEST = 120;

/**
 * What a person has to know before anything else: the worst of what is new, in words.
 *
 * @throws {Error} when the verdict of the gate is not what its findings and objections say
 */
export const headline = (review: Review, report: GateReport): PageVerdict => {
  const gate = gateVerdict(report);
  const all = folded(review);
  const of = (weight: Weight): readonly Folded[] => all.filter(({ first }) => first.weight === weight);
  const [dangers, looks, changes] = [of('danger'), of('attention'), of('change')];
  const because = becauseOf(review, gate, [dangers.length, looks.length, changes.length]);
  if (gate.tone === 'bad') return { tone: 'bad', word: 'The gate says no: nothing of it may be deployed', because };
  const { baseline, scope } = review;
  const [danger, ...more] = dangers;
  if (danger !== undefined && baseline.kind !== 'nothing') {
    return { tone: 'bad', word: told(danger, more.length, 'may do harm'), because };
  }
  if (baseline.kind === 'nothing') {
    const of = scope.environment === undefined ? '' : ` of ${scope.environment}`;
    const first = `${baseline.unseen ? 'Probably the first' : 'First'} deployment${of}`;
    if (danger !== undefined) {
      return { tone: 'bad', word: `${first}: ${told(danger, more.length, 'may do harm')}`, because };
    }
    return { tone: baseline.unseen ? 'unsure' : 'noted', word: first, because };
  }
  const [look, ...others] = looks;
  if (look !== undefined) return { tone: 'unsure', word: told(look, others.length, 'more to look at'), because };
  if (changes.length === 0) return { tone: 'good', word: 'Nothing changes', because };
  const codeAlone = changes.every(({ first }) => first.kind === 'code-changed');
  return {
    tone: 'good',
    word: codeAlone
      ? 'Only code changes'
      : `${counted(changes.length, 'thing')} merely ${changes.length === 1 ? 'changes' : 'change'}`,
    because,
  };
};

/** One thing in words: `prod's data bucket is replaced: data may be lost`. */
export const newsInWords = ({ first, environments: [environment], place }: Folded): string =>
  newsSentence(first, environment, place);

const told = (worst: Folded, more: number, what: string): string => {
  const short = cutInMiddle(newsInWords(worst), LONGEST);
  if (more === 0) return short;
  return `${short}, and ${what.startsWith('more') ? `${more} ${what}` : `${more} more ${what}`}`;
};

const becauseOf = (
  { baseline }: Review,
  gate: PageVerdict,
  [dangers, looks, changes]: readonly [number, number, number],
): Content => {
  const numbers = [
    dangers > 0 && `${counted(dangers, 'thing')} may do harm`,
    looks > 0 && `${counted(looks, 'thing')} ${looks === 1 ? 'wants' : 'want'} a look`,
    changes > 0 && `${counted(changes, 'thing')} merely ${changes === 1 ? 'changes' : 'change'}`,
  ].filter((text) => text !== false);
  const said = numbers.length > 0 ? numbers.join(', ') : 'nothing is new';
  const compared = baseline.kind === 'nothing' ? absence(baseline) : html`Against <bdi>${baseline.label}</bdi>`;
  const verdict = gate.tone === 'bad' ? gate.because : `Gate: ${gate.word.toLowerCase()}.`;
  return html`${compared}: ${said}. ${verdict} <a href="${GATE_OF_REVIEW}">Its whole report</a>`;
};

const absence = ({ unseen }: Review['baseline'] & { readonly kind: 'nothing' }): string =>
  unseen
    ? 'Nothing was ever promoted there, and nobody could look: the role that looks comes with the first deployment, or it was taken away'
    : 'Nothing runs there yet';
