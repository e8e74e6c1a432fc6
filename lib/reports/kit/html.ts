import { raw, html as tag } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { printable } from '../../ground/printable';

/** Markup. Only `html` and `trusted` make it; a text is never taken for one. */
export type Html = HtmlEscapedString;

/** What may stand in a template: texts and numbers are escaped, markup is not, `undefined` and `false` are nothing. */
export type Content = string | number | Html | undefined | false | readonly Content[];

/**
 * Template tag: everything put into it is escaped, in elements as in quoted attributes, and shows its invisible characters.
 *
 * @throws {TypeError} when a value is no `Content`, whatever its type has claimed
 */
export const html = (strings: TemplateStringsArray, ...values: readonly Content[]): Html => {
  const made = tag(strings, ...values.map(shown));
  if (made instanceof Promise) throw new TypeError('a page is made of what is there: got a promise in a template');
  return made;
};

/** Markup that is ours from the first to the last character: style sheet and script. Never give it a text from outside. */
export const trusted = (markup: string): Html => raw(markup);

const shown = (value: Content): unknown => {
  if (value === undefined || value === false || typeof value === 'number') return value;
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value)) return value.map(shown);
  // Markup is a String object, which nothing that was read from JSON can be.
  if ((value as unknown) instanceof String) return value;
  throw new TypeError(`a template takes texts, numbers and markup, got ${JSON.stringify(value)}`);
};

/** A `class` attribute with a space before it; nothing where there is no name. */
export const classes = (...names: readonly (string | false)[]): Html | false => {
  const list = names.filter((name) => name !== false);
  return list.length > 0 && html` class="${list.join(' ')}"`;
};
