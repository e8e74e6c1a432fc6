import { describe, expect, test } from '@jest/globals';
import { keySource } from '../../../functions/data-processing/key-source';
import { ringText } from '../_fakes/rings';

const source = (...values: readonly string[]) => {
  const state = { reads: 0, now: 0 };
  const keyFor = keySource({
    readSecret: async () => {
      state.reads += 1;
      return values[Math.min(state.reads, values.length) - 1] ?? '';
    },
    now: () => state.now,
    lifetime: 1000,
  });
  return { state, keyFor };
};

describe('the key source', () => {
  test('gives the current key, or the key asked for', async () => {
    const { keyFor } = source(ringText('k2', 'k1', 'k2'));
    expect((await keyFor('current')).id).toBe('k2');
    expect((await keyFor('k1')).id).toBe('k1');
  });

  test('reads the secret once in its lifetime and again after it', async () => {
    const { keyFor, state } = source(ringText('k1', 'k1'), ringText('k2', 'k1', 'k2'));
    await keyFor('current');
    state.now = 999;
    expect((await keyFor('current')).id).toBe('k1');
    expect(state.reads).toBe(1);
    state.now = 1000;
    expect((await keyFor('current')).id).toBe('k2');
    expect(state.reads).toBe(2);
  });

  test('reads once more for a key that the kept ring lacks', async () => {
    const { keyFor, state } = source(ringText('k1', 'k1'), ringText('k2', 'k1', 'k2'));
    await keyFor('current');
    expect((await keyFor('k2')).id).toBe('k2');
    expect(state.reads).toBe(2);
  });

  test('fails for a key that the ring lacks, after one read', async () => {
    const { keyFor, state } = source(ringText('k1', 'k1'));
    await expect(keyFor('k7')).rejects.toThrow('key ring has no key "k7", it holds k1');
    expect(state.reads).toBe(1);
    await expect(keyFor('k7')).rejects.toThrow('k7');
    expect(state.reads).toBe(2);
  });

  test('fails when the secret cannot be read, and asks again the next time', async () => {
    let broken = true;
    const readSecret = async () => (broken ? Promise.reject(new Error('AccessDenied')) : ringText('k1', 'k1'));
    const keyFor = keySource({ readSecret, now: () => 0, lifetime: 1000 });
    await expect(keyFor('current')).rejects.toThrow('AccessDenied');
    broken = false;
    expect((await keyFor('current')).id).toBe('k1');
  });
});
