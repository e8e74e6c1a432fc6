import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { formatKeyRing, parseKeyRing } from '../../functions/key-ring';
import { material, ringText } from './_fakes/rings';

const SECRET = material('S');

describe('the key ring', () => {
  test('reads the current key and all others', () => {
    const ring = parseKeyRing(ringText('k2', 'k1', 'k2'));
    expect(ring.current).toBe('k2');
    expect([...ring.keys.keys()]).toEqual(['k1', 'k2']);
  });

  test('is written as it was read', () => {
    expect(formatKeyRing(parseKeyRing(ringText('k2', 'k1', 'k2')))).toBe(ringText('k2', 'k1', 'k2'));
  });

  test('does not show key material when somebody prints it', () => {
    const ring = parseKeyRing(JSON.stringify({ current: 'k1', k1: SECRET }));
    expect(inspect(ring, { depth: 9, showHidden: true })).not.toContain(SECRET);
    expect(JSON.stringify([...ring.keys])).not.toContain(SECRET);
  });

  test.each([
    ['text that is not JSON', `{"current":"k1","k1":"${SECRET}`, 'is not JSON'],
    ['bare key material', SECRET, 'is not JSON'],
    ['a list', JSON.stringify([SECRET]), 'not a JSON object'],
    ['a text', JSON.stringify(SECRET), 'not a JSON object'],
    ['null', 'null', 'not a JSON object'],
    ['no current key', JSON.stringify({ k1: SECRET }), 'no text property "current"'],
    ['a current key that is not text', JSON.stringify({ current: 1, k1: SECRET }), 'no text property "current"'],
    ['a current key that is not held', JSON.stringify({ current: 'k2', k1: SECRET }), '("k2"): it holds k1'],
    ['no keys at all', JSON.stringify({ current: 'k1' }), '("k1"): it holds none'],
    ['key material where the current id belongs', JSON.stringify({ current: SECRET, k1: SECRET }), 'not printed'],
    ['key material as an id', JSON.stringify({ current: 'k1', [SECRET]: 'k1' }), 'key 1 of the key ring has an id'],
    [
      'an id that would end a token early',
      JSON.stringify({ current: 'k_1', k_1: SECRET }),
      'key 1 of the key ring has an id',
    ],
    [
      'a short key',
      JSON.stringify({ current: 'k1', k1: SECRET.slice(0, 31) }),
      'key "k1" of the key ring is not a text of at least 32',
    ],
    [
      'a key that is not text',
      JSON.stringify({ current: 'k1', k1: { inner: SECRET } }),
      'key "k1" of the key ring is not a text',
    ],
  ])('fails on %s and keeps the material to itself', (_, text, message) => {
    expect(() => parseKeyRing(text)).toThrow(message);
    expect(() => parseKeyRing(text)).not.toThrow(SECRET.slice(0, 8));
  });
});
