import { counted } from '../../ground/counted';
import { type Html, html } from './html';

/** Longer values are cut, and say so. */
const LONGEST = 20_000;

/** A value of a template: a text as it is, anything else as JSON; nothing where there is none. */
export const value = (given: unknown): Html => {
  if (given === undefined) return html`<span class="aside">none</span>`;
  const text = typeof given === 'string' ? given : JSON.stringify(given, undefined, 2);
  const more = text.length - LONGEST;
  return html`<code class="value"><bdi>${more > 0 ? text.slice(0, LONGEST) : text}</bdi></code>${more > 0 && html`<span class="aside">and ${counted(more, 'character')} more</span>`}`;
};
