import type { ValidationResult } from '../../contract/validation-report';
import { counted } from '../../ground/counted';
import { badge, type Html, html, type Tone } from '../kit';

type Status = ValidationResult['status'];

/** What an answer means for the decision. */
export const TONES: Readonly<Record<Status, Tone>> = {
  pass: 'good',
  fail: 'bad',
  'cannot-tell': 'unsure',
};

const WORDS: Readonly<Record<Status, string>> = {
  pass: 'Pass',
  fail: 'Fail',
  'cannot-tell': 'Cannot tell',
};

/** An answer in a word. */
export const statusBadge = (status: Status): Html => badge(TONES[status], WORDS[status]);

/** Answers that a list shows at most: beyond that nobody reads, and no browser likes to. */
export const MOST = 500;

/** The first answers, those that did not pass before the others where there are too many. */
export const readable = (results: readonly ValidationResult[]): readonly ValidationResult[] =>
  results.length <= MOST
    ? results
    : [
        ...results.filter(({ status }) => status !== 'pass'),
        ...results.filter(({ status }) => status === 'pass'),
      ].slice(0, MOST);

/** Says where the answers are that a list leaves out. */
export const unreadable = (count: number): Html | false =>
  count > MOST && html`<p>And ${counted(count - MOST, 'more answer')}: <code>validation.json</code> has them all.</p>`;
