/**
 * What a reader cannot see: control characters, format characters (bidi overrides and isolates, zero widths, tags), halves of
 * surrogate pairs, private use, line and paragraph separators, spaces that are no plain space, and everything that Unicode
 * says may be left out when drawn, and what is drawn as nothing without its saying so (blanks of braille, of hieroglyphs and of
 * music). Tab and line feed are what they look like.
 */
const UNSEEN = /(?![\t\n ])[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800\u{13441}\u{13442}\u{1D159}]/gu;

/** Nearly every text is made of nothing but these, and looking for them is cheap. */
const PLAIN = /^[\x20-\x7e\n\t]*$/;

/**
 * Makes a text one that shows what it is: a character that would be invisible, or would turn the text around it, stands there
 * as its code point, for example `⟨U+202E⟩`.
 */
export const printable = (text: string): string =>
  PLAIN.test(text) ? text : text.replaceAll(UNSEEN, (character) => `⟨U+${hexadecimal(character.codePointAt(0) ?? 0)}⟩`);

/** The same in one line, where a line feed or a tab would begin something new: what a stranger wrote stays in its place. */
export const printableLine = (text: string): string =>
  printable(text).replaceAll(/[\t\n]/g, (character) => `⟨U+${hexadecimal(character.codePointAt(0) ?? 0)}⟩`);

/** The same value as a JSON text has, with everything in it escaped that nobody sees. */
export const printableJson = (json: string): string =>
  json.replaceAll(UNSEEN, (character) =>
    character
      .split('')
      .map((unit) => `\\u${hexadecimal(unit.charCodeAt(0)).toLowerCase()}`)
      .join(''),
  );

const hexadecimal = (code: number): string => code.toString(16).toUpperCase().padStart(4, '0');
