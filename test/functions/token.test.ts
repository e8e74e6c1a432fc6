import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LosslessNumber } from 'lossless-json';
import type { TokenKey } from '../../functions/key-ring';
import { type Identifier, tokenize, verify } from '../../functions/token';
import { ring } from './_fakes/rings';

const both = ring('k2', 'k1', 'k2');
const text = fc.string({ unit: 'binary' });

const key = (id: string): TokenKey => {
  const found = both.keys.get(id);
  if (!found) throw new Error(`no key ${id}`);
  return { id, key: found };
};

describe('a token', () => {
  test('is HMAC-SHA-256 of the value under the key, with the key id in front', () => {
    // printf %s MRN-7 | openssl dgst -sha256 -hmac "$(printf '1%.0s' $(seq 64))" -binary | basenc --base64url | tr -d =
    expect(tokenize('MRN-7', key('k1'))).toBe('tok_k1_oTJ27sIfcsoAs0LWOfh8hDudHATdcYepqTX1msJuC7Y');
  });

  test('has one form, says its key, is always the same and verifies', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('k1', 'k2'), (value, id) => {
        const token = tokenize(value, key(id));
        expect(token).toMatch(new RegExp(`^tok_${id}_[A-Za-z0-9_-]{43}$`));
        expect(tokenize(value, key(id))).toBe(token);
        expect(verify(token, value, both)).toBe(true);
      }),
    );
  });

  test('differs for another value and does not verify as its token', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        fc.pre(one.normalize('NFC') !== other.normalize('NFC'));
        expect(tokenize(one, key('k1'))).not.toBe(tokenize(other, key('k1')));
        expect(verify(tokenize(one, key('k1')), other, both)).toBe(false);
      }),
    );
  });

  test('differs under another key, also when only its key id is exchanged', () => {
    fc.assert(
      fc.property(text, (value) => {
        const forged = tokenize(value, key('k1')).replace('tok_k1_', 'tok_k2_');
        expect(forged).not.toBe(tokenize(value, key('k2')));
        expect(verify(forged, value, both)).toBe(false);
      }),
    );
  });

  test('of an old key verifies after any number of rotations', () => {
    const token = tokenize('MRN-7', key('k1'));
    expect(verify(token, 'MRN-7', ring('k4', 'k1', 'k2', 'k3', 'k4'))).toBe(true);
  });

  test.each<[string, Identifier, Identifier]>([
    ['a number and its digits', 42, '42'],
    ['a number as JavaScript and as the file has it', 42, new LosslessNumber('42')],
    ['1.0 and 1', new LosslessNumber('1.0'), '1'],
    ['minus zero and zero', new LosslessNumber('-0'), '0'],
    [
      'more digits than a double holds and their text',
      new LosslessNumber('12345678901234567891'),
      '12345678901234567891',
    ],
    ['composed and decomposed letters', 'M\u00fcller', 'Mu\u0308ller'],
  ])('is the same for %s', (_, one, other) => {
    expect(tokenize(one, key('k1'))).toBe(tokenize(other, key('k1')));
  });

  test.each<[string, Identifier, Identifier]>([
    [
      'neighbours that are one double',
      new LosslessNumber('12345678901234567890'),
      new LosslessNumber('12345678901234567891'),
    ],
    ['numbers too large for a double', new LosslessNumber('1e400'), new LosslessNumber('1e401')],
    ['letters of other case', 'mrn-7', 'MRN-7'],
    ['a leading zero', '007', '7'],
    ['a space at the end', 'MRN-7 ', 'MRN-7'],
  ])('differs for %s', (_, one, other) => {
    expect(tokenize(one, key('k1'))).not.toBe(tokenize(other, key('k1')));
  });

  test.each([
    ['empty text', ''],
    ['other text', 'MRN-7'],
    ['a code that is cut', tokenize('MRN-7', key('k1')).slice(0, -1)],
    ['a code that is too long', `${tokenize('MRN-7', key('k1'))}A`],
    ['a token without key id', tokenize('MRN-7', key('k1')).replace('k1', '')],
    ['a line feed behind it', `${tokenize('MRN-7', key('k1'))}\n`],
  ])('is not %s', (_, token) => {
    expect(verify(token, 'MRN-7', both)).toBe(false);
  });

  test('fails to verify where the ring lacks its key', () => {
    expect(() => verify(tokenize('MRN-7', key('k2')), 'MRN-7', ring('k1', 'k1'))).toThrow(
      'token was made with key "k2", the key ring holds k1',
    );
  });
});
