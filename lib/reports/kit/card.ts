import { type Content, type Html, html } from './html';
import type { Tone } from './tone';

/** One thing to decide about. */
export interface Card {
  /** What a link leads to. */
  readonly id: string;
  readonly tone: Tone;
  /** For the filter's choice, one of the page's `states`. */
  readonly state?: string;
  /** What names it, as a heading of the third level. */
  readonly heading: Content;
  /** What kind of thing it is, before the heading; usually a badge. */
  readonly kind?: Content;
  readonly body: Content;
}

/** A card with its own address, which its heading leads to. */
export const card = ({ id, tone, state, heading, kind, body }: Card): Html =>
  html`<article class="card ${tone}" id="${id}" aria-labelledby="${id}-name" data-item${state !== undefined && html` data-state="${state}"`}>
<header>${kind}<h3 id="${id}-name">${heading}</h3><a class="address" id="${id}-link" href="#${id}" aria-label="Link to" aria-labelledby="${id}-link ${id}-name">#</a></header>
${body}
</article>
`;

/** Cards below each other. */
export const cards = (list: readonly Card[]): Html => html`<div class="cards">${list.map(card)}</div>`;
