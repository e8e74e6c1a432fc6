import { grouped } from '../../ground/counted';
import { type Content, type Html, html } from './html';

/** A part of a page with its own entry in the contents. */
export interface Section {
  readonly id: string;
  readonly heading: string;
  /** How many things are in it; stands behind heading and entry. */
  readonly count?: number;
  /** One or two sentences on what the reader sees and why. */
  readonly lead?: Content;
  readonly body: Content;
}

/** A section of a page. */
export const section = ({ id, heading, count, lead, body }: Section): Html =>
  html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}${number(count)}</h2>
${lead !== undefined && html`<p class="lead">${lead}</p>`}
${body}
<p class="no-match" hidden>Nothing here matches the filter.</p>
</section>
`;

/** A part of a section. */
export const part = (id: string, heading: Content, body: Content): Html =>
  html`<div class="part" id="${id}"><h3>${heading}</h3>${body}</div>
`;

/** The way to every section. */
export const contents = (sections: readonly Section[]): Html =>
  html`<nav class="contents" aria-label="Contents"><ol>${sections.map(
    ({ id, heading, count }) => html`<li><a href="#${id}">${heading}${number(count)}</a></li>`,
  )}</ol></nav>`;

const number = (count: number | undefined): Html | false =>
  count !== undefined && html` <span class="tally">${grouped(count)}</span>`;
