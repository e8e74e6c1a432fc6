import { describe, expect, test } from '@jest/globals';
import { judgeLine, type Replace } from '../../../functions/data-processing/judge-line';

const replace: Replace = (value) => `<${value}>`;
const judge = (content: string | Uint8Array) =>
  judgeLine({ number: 1, bytes: Buffer.from(content) }, [['mrn']], replace);

describe('a line', () => {
  test.each([
    ['a record', '{"mrn":"A7","n":1}', '{"mrn":"<A7>","n":1}'],
    ['a record with carriage return', '{"mrn":"A7"}\r', '{"mrn":"<A7>"}'],
    ['a record with byte order mark', '\ufeff{"mrn":"A7"}', '{"mrn":"<A7>"}'],
    ['a record without identifiers', '{}', '{}'],
  ])('is read as %s', (_, content, json) => {
    expect(judge(content)).toEqual({ kind: 'record', json });
  });

  test.each([[''], ['\r'], ['  \t'], ['\ufeff']])('of nothing but white space (%j) is blank', (content) => {
    expect(judge(content)).toEqual({ kind: 'blank' });
  });

  test.each([
    ['text that is not JSON', 'A7', 'not-json'],
    ['JSON that is cut', '{"mrn":"A7"', 'not-json'],
    ['two records', '{} {}', 'not-json'],
    ['a key with two values', '{"mrn":"A7","mrn":"A8"}', 'not-json'],
    ['nesting deeper than can be read', `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 'not-json'],
    ['a list', '["A7"]', 'not-an-object'],
    ['a number', '7', 'not-an-object'],
    ['null', 'null', 'not-an-object'],
    ['an identifier that cannot be replaced', '{"mrn":{"id":"A7"}}', 'identifier-shape'],
    ['bytes that are not UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), 'not-utf-8'],
  ])('is not read when it is %s', (_, content, reason) => {
    expect(judge(content)).toMatchObject({ kind: 'unreadable', reason });
  });

  test('longer than the limit is not read, piece by piece', () => {
    const verdict = judgeLine(
      { number: 1, bytes: Buffer.from('{}'), piece: { index: 2, last: true } },
      [['mrn']],
      replace,
    );
    expect(verdict).toMatchObject({ kind: 'unreadable', reason: 'line-too-long' });
  });

  test('fails for an error that is not about the line', () => {
    const bytes = Buffer.from('{"mrn":"A7"}');
    const broken: Replace = () => {
      throw new Error('no key');
    };
    expect(() => judgeLine({ number: 1, bytes }, [['mrn']], broken)).toThrow('no key');
  });
});
