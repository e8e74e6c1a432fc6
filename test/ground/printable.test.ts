import { describe, expect, test } from '@jest/globals';
import { printable, printableJson, printableLine } from '../../lib/ground/printable';

describe('a text on a page', () => {
  test.each([
    ['a control character', 'a\u0000b\u001b[2J', 'a⟨U+0000⟩b⟨U+001B⟩[2J'],
    ['a carriage return', 'good\rbad', 'good⟨U+000D⟩bad'],
    ['a later control character', 'a\u0085b', 'a⟨U+0085⟩b'],
    ['an override of direction', 'photo\u202Egnp.exe', 'photo⟨U+202E⟩gnp.exe'],
    ['an isolate', '\u2066admin\u2069', '⟨U+2066⟩admin⟨U+2069⟩'],
    ['a mark of direction', 'a\u200Fb\u061Cc', 'a⟨U+200F⟩b⟨U+061C⟩c'],
    ['a width of zero', 'pro\u200Bd', 'pro⟨U+200B⟩d'],
    ['a byte order mark', '\uFEFFdev', '⟨U+FEFF⟩dev'],
    ['a soft hyphen', 'de\u00ADv', 'de⟨U+00AD⟩v'],
    ['a letter that is drawn as nothing', 'a\u3164b', 'a⟨U+3164⟩b'],
    [
      'blanks of braille, hieroglyphs and music',
      'a\u2800b\u{13441}\u{13442}\u{1D159}',
      'a⟨U+2800⟩b⟨U+13441⟩⟨U+13442⟩⟨U+1D159⟩',
    ],
    ['a tag', 'a\u{E0061}b', 'a⟨U+E0061⟩b'],
    ['a variation selector', 'a\uFE0Fb', 'a⟨U+FE0F⟩b'],
    ['half a pair', 'a\uD83Db', 'a⟨U+D83D⟩b'],
    ['a separator of lines', 'a\u2028b', 'a⟨U+2028⟩b'],
    ['a space that is none', 'a\u00A0b\u2003c', 'a⟨U+00A0⟩b⟨U+2003⟩c'],
    ['a character of private use', 'a\uE000b', 'a⟨U+E000⟩b'],
  ])('shows %s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test.each([
    'Delivery/dev/Data/Keys/Logs/Resource',
    'two\nlines and\ta tab',
    'größer, 数据, données, בדיקה',
    '\u{1F600}',
    '⟨U+202E⟩',
  ])('leaves %j as it is', (text) => {
    expect(printable(text)).toBe(text);
  });
});

describe('a line', () => {
  test.each([
    ['a line feed', 'x\nyes: nothing speaks against it', 'x⟨U+000A⟩yes: nothing speaks against it'],
    ['a tab', 'a\tb', 'a⟨U+0009⟩b'],
    ['a line feed of another kind', 'a\u0085b\u2028c\u2029d\re', 'a⟨U+0085⟩b⟨U+2028⟩c⟨U+2029⟩d⟨U+000D⟩e'],
    ['an escape', '\u001b[2Jyes\u009b1A', '⟨U+001B⟩[2Jyes⟨U+009B⟩1A'],
  ])('shows %s and stays one', (_, text, shown) => {
    expect(printableLine(text)).toBe(shown);
  });
});

test('a JSON document has the same value, and nothing in it that nobody sees', () => {
  const value = { 'a\u202eb\u{E0061}': ['\u001b\u007f\u009b\u2028\ufeff\ud800', 'größer \u{1F600}'] };
  const json = printableJson(JSON.stringify(value, undefined, 2));
  expect(JSON.parse(json)).toEqual(value);
  expect(json.replaceAll(/[\n ]/g, '')).toMatch(/^[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]*$/u);
  expect(json).toContain('größer \u{1F600}');
});
