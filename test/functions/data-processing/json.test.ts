import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isJsonObject, readExactJson, writeJson } from '../../../functions/data-processing/json';

describe('JSON', () => {
  test('leaves as it came', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const compact = JSON.stringify(JSON.parse(text));
        expect(JSON.parse(writeJson(readExactJson(text)))).toEqual(JSON.parse(compact));
      }),
    );
  });

  test.each([
    '{"id":12345678901234567891,"price":1.10,"tiny":1e-400,"huge":1E+400,"zero":-0}',
    '{"isLosslessNumber":true,"value":"7"}',
    '{"toJSON":{"x":1},"__proto__":{"y":2}}',
    '["\\u0000","\\ud800","\u{1f600}"]',
  ])('keeps %s', (text) => {
    expect(writeJson(readExactJson(text))).toBe(text);
  });

  test.each([
    ['a second value for a key', '{"mrn":"1","mrn":"2"}'],
    ['a trailing comma', '{"a":1,}'],
    ['a comment', '{} // x'],
    ['NaN', 'NaN'],
    ['nothing', ''],
  ])('fails on %s', (_, text) => {
    expect(() => readExactJson(text)).toThrow(SyntaxError);
  });

  test.each([
    ['{}', true],
    ['[]', false],
    ['1', false],
    ['null', false],
    ['"x"', false],
  ])('tells whether %s is an object', (text, answer) => {
    expect(isJsonObject(readExactJson(text))).toBe(answer);
  });
});
