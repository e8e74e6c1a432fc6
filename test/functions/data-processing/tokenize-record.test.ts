import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseIdentifierFields } from '../../../functions/data-processing/identifier-fields';
import { isJsonObject, readExactJson, writeJson } from '../../../functions/data-processing/json';
import { IdentifierShapeError, tokenizeRecord } from '../../../functions/data-processing/tokenize-record';

const replaced = (json: string, fields: string): string => {
  const record = readExactJson(json);
  if (!isJsonObject(record)) throw new Error('not a record');
  return writeJson(tokenizeRecord(record, parseIdentifierFields(fields), (value) => `<${value}>`));
};

describe('tokenizing a record', () => {
  test.each([
    ['a text', '{"mrn":"A7","note":"x"}', 'mrn', '{"mrn":"<A7>","note":"x"}'],
    ['a number, with all its digits', '{"mrn":12345678901234567891}', 'mrn', '{"mrn":"<12345678901234567891>"}'],
    [
      'a nested field',
      '{"patient":{"ssn":"1","age":40},"age":40}',
      'patient.ssn',
      '{"patient":{"ssn":"<1>","age":40},"age":40}',
    ],
    ['a field that is spelled with the dot in its name', '{"patient.ssn":"1"}', 'patient.ssn', '{"patient.ssn":"<1>"}'],
    [
      'both spellings at once',
      '{"a.b":{"c":"1"},"a":{"b.c":"2","b":{"c":"3"}},"a.b.c":"4"}',
      'a.b.c',
      '{"a.b":{"c":"<1>"},"a":{"b.c":"<2>","b":{"c":"<3>"}},"a.b.c":"<4>"}',
    ],
    ['every item of a list', '{"phones":["1",2,null]}', 'phones', '{"phones":["<1>","<2>",null]}'],
    [
      'fields inside lists',
      '{"visits":[{"doctor":"A"},{"doctor":"B"},{}]}',
      'visits.doctor',
      '{"visits":[{"doctor":"<A>"},{"doctor":"<B>"},{}]}',
    ],
    ['several fields', '{"a":"1","b":{"c":"2"}}', 'a,b.c', '{"a":"<1>","b":{"c":"<2>"}}'],
    ['an empty text', '{"mrn":""}', 'mrn', '{"mrn":"<>"}'],
    ['a field called __proto__', '{"__proto__":"1","x":2}', '__proto__', '{"__proto__":"<1>","x":2}'],
  ])('replaces %s', (_, json, fields, expected) => {
    expect(replaced(json, fields)).toBe(expected);
  });

  test.each([
    ['an absent field', '{"note":"x"}', 'mrn,patient.ssn'],
    ['a null', '{"mrn":null,"patient":null}', 'mrn,patient.ssn'],
    ['a field of the same name elsewhere', '{"other":{"mrn":"A7"}}', 'mrn'],
    ['what a record inherits', '{"x":1}', 'constructor,toString.name'],
  ])('leaves %s', (_, json, fields) => {
    expect(replaced(json, fields)).toBe(json);
  });

  test.each([
    ['an object', '{"mrn":{"id":"A7"}}', 'mrn', 'identifier field "mrn" holds an object'],
    ['a truth value', '{"mrn":true}', 'mrn', 'identifier field "mrn" holds a boolean'],
    ['an object in a list', '{"mrn":[{"id":"A7"}]}', 'mrn', 'identifier field "mrn" holds an object'],
    [
      'a text on the way',
      '{"patient":"A7"}',
      'patient.ssn',
      'a string stands on the way to identifier field "patient.ssn"',
    ],
    [
      'a number on the way',
      '{"patient":7}',
      'patient.ssn',
      'a number stands on the way to identifier field "patient.ssn"',
    ],
  ])('fails on %s, without the value', (_, json, fields, message) => {
    expect(() => replaced(json, fields)).toThrow(IdentifierShapeError);
    expect(() => replaced(json, fields)).toThrow(message);
    expect(() => replaced(json, fields)).not.toThrow('A7');
  });

  test('lets no value of an identifier field through and changes nothing else', () => {
    const other = fc.dictionary(
      fc.string().map((name) => `x${name}`),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.uuid(), other, (identifier, rest) => {
        const before = { mrn: identifier, ...rest, patient: [{ ssn: identifier }] };
        const after = replaced(JSON.stringify(before), 'mrn,patient.ssn');
        const expected = { mrn: `<${identifier}>`, ...rest, patient: [{ ssn: `<${identifier}>` }] };
        expect(JSON.parse(after)).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
    );
  });
});
