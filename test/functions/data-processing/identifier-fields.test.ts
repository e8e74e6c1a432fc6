import { describe, expect, test } from '@jest/globals';
import { parseIdentifierFields } from '../../../functions/data-processing/identifier-fields';

describe('identifier fields', () => {
  test('are read from a comma-separated list with dotted paths', () => {
    expect(parseIdentifierFields('mrn, patient.ssn,patient.address.street')).toEqual([
      ['mrn'],
      ['patient', 'ssn'],
      ['patient', 'address', 'street'],
    ]);
  });

  test('may begin alike', () => {
    expect(parseIdentifierFields('id,identity')).toEqual([['id'], ['identity']]);
  });

  test.each([
    ['an empty list', '', 'hold an empty name'],
    ['an empty name', 'mrn,,ssn', 'hold an empty name'],
    ['an empty part of a path', 'patient..ssn', 'hold an empty name'],
    ['a field named twice', 'mrn,mrn', '"mrn" lies in "mrn"'],
    ['a field inside another', 'patient.ssn,patient', '"patient.ssn" lies in "patient"'],
  ])('fails on %s', (_, text, message) => {
    expect(() => parseIdentifierFields(text)).toThrow(message);
  });
});
