import { type Html, html } from './html';

/**
 * What something means for the decision. Each has a colour *and* a shape, and never stands without a word.
 *
 * `good` holds, `bad` does not, `unsure` could not be told or wants attention, `noted` is accepted on purpose, `plain` is a fact.
 */
export type Tone = 'good' | 'bad' | 'unsure' | 'noted' | 'plain';

/** Circle with a tick, octagon with a cross, triangle with an exclamation mark, bookmark, ring. */
const SHAPES: Readonly<Record<Tone, Html>> = {
  good: html`<circle cx="12" cy="12" r="11"/><path class="mark" d="M6.8 12.4l3.5 3.5 7-7.4"/>`,
  bad: html`<path d="M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4z"/><path class="mark" d="M8 8l8 8M16 8l-8 8"/>`,
  unsure: html`<path d="M12 1.8 23.4 22H.6z"/><path class="mark" d="M12 9.2v5.4M12 18.4v.2"/>`,
  noted: html`<path d="M4.5 1h15v22L12 17.2 4.5 23z"/>`,
  plain: html`<circle class="ring" cx="12" cy="12" r="9"/>`,
};

/** The shape alone, for next to a word; programs that read a page aloud do not see it. */
export const shape = (tone: Tone): Html =>
  html`<svg class="shape" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${SHAPES[tone]}</svg>`;

/** A word with colour and shape, for example in a table. */
export const badge = (tone: Tone, word: string): Html =>
  html`<span class="badge ${tone}">${shape(tone)}<span>${word}</span></span>`;
