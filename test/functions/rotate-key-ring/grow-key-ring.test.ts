import { createSecretKey } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { assertKeepsEveryKey, growKeyRing, mergeKeyRings } from '../../../functions/rotate-key-ring/grow-key-ring';
import { ring } from '../_fakes/rings';

describe('growing a key ring', () => {
  test('keeps what it has and passes its own test', () => {
    const grown = growKeyRing(ring('k1', 'k1'));
    expect(() => assertKeepsEveryKey(grown, ring('k1', 'k1'))).not.toThrow();
  });

  test('merges two rings under the current key of the first', () => {
    const merged = mergeKeyRings(ring('k1', 'k1'), ring('k2', 'k1', 'k2'));
    expect(merged.current).toBe('k1');
    expect([...merged.keys.keys()]).toEqual(['k1', 'k2']);
  });

  test('fails the test of a ring whose current key is missing', () => {
    const keys = new Map([['k1', createSecretKey('1'.repeat(64), 'utf8')]]);
    expect(() => assertKeepsEveryKey({ current: 'k2', keys }, ring('k1', 'k1'))).toThrow(
      'current key "k2" of the pending key ring',
    );
  });
});
