import { counted } from '../../ground/counted';
import { type Content, type Html, html } from './html';

/** A name, path or id as it is in the templates. It breaks anywhere and turns nothing around itself around. */
export const code = (text: string): Html => html`<code><bdi>${text}</bdi></code>`;

/** A link where the address is an `https` one, and otherwise just what it would say. @param said default: the address */
export const link = (text: string, said: Content = html`<bdi>${text}</bdi>`): Html => {
  const address = URL.canParse(text) ? new URL(text) : undefined;
  // Only an address whose text *is* where it leads: not one that a parser had to mend.
  if (address?.protocol !== 'https:' || address.username !== '' || !plainAddress(text)) return html`${said}`;
  return html`<a class="outside" href="${address.href}" rel="noreferrer noopener">${said}</a>`;
};

const plainAddress = (text: string): boolean => /^https:\/\/[\x21-\x7e]+$/.test(text);

/** A link within the page. */
export const jump = (id: string, text: Content): Html => html`<a href="#${id}">${text}</a>`;

/** One thing said of something: `Account 111122223333`. */
export interface Fact {
  readonly name: string;
  readonly value: Content;
}

/** A list of facts, below each other or, where they are short, in a row; those without value are left out. */
export const facts = (list: readonly Fact[], direction: 'column' | 'row' = 'column'): Html =>
  html`<dl class="facts ${direction}">${list
    .filter(({ value }) => value !== undefined && value !== false && value !== '')
    .map(({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** A list of sentences. */
export const bullets = (items: readonly Content[]): Html =>
  html`<ul class="bullets">${items.map((item) => html`<li>${item}</li>`)}</ul>`;

/** What stands where a list would be empty: the reader must see that nothing was found, not that something is missing. */
export const nothing = (text: Content): Html => html`<p class="nothing">${text}</p>`;

/** Longer values are cut, and say so. */
const LONGEST = 20_000;

/** A value of a template: a text as it is, anything else as JSON; nothing where there is none. */
export const value = (given: unknown): Html => {
  if (given === undefined) return html`<span class="aside">none</span>`;
  const text = typeof given === 'string' ? given : JSON.stringify(given, undefined, 2);
  const more = text.length - LONGEST;
  return html`<code class="value"><bdi>${more > 0 ? text.slice(0, LONGEST) : text}</bdi></code>${more > 0 && html`<span class="aside">and ${counted(more, 'character')} more</span>`}`;
};
