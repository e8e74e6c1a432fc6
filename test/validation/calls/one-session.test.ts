import { describe, expect, test } from '@jest/globals';
import type { SessionCredentials } from '../../../lib/aws/assume-role';
import { oneSession } from '../../../lib/validation/calls/one-session';

const HOUR = 3_600_000;

const sessions = () => {
  const state = { now: 0, asked: 0, broken: false };
  const ask = async (): Promise<SessionCredentials> => {
    state.asked += 1;
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (state.broken) throw new Error('not allowed');
    return { accessKeyId: `key ${state.asked}`, secretAccessKey: 'x', expiration: new Date(state.now + HOUR) };
  };
  return { state, get: oneSession(ask, { now: () => state.now, sleep: async () => {} }) };
};

describe('a session', () => {
  test('is asked for once, however many want it at once or later', async () => {
    const { state, get } = sessions();
    const all = await Promise.all([get(), get(), get()]);
    expect([...all, await get()].map(({ accessKeyId }) => accessKeyId)).toEqual(Array(4).fill('key 1'));
    expect(state.asked).toBe(1);
  });

  test('is replaced before it ends, once', async () => {
    const { state, get } = sessions();
    await get();
    state.now = HOUR - 300_000;
    const all = await Promise.all([get(), get()]);
    expect(all.map(({ accessKeyId }) => accessKeyId)).toEqual(['key 2', 'key 2']);
  });

  test('lasts for ever where nobody says when it ends', async () => {
    const asked: SessionCredentials[] = [];
    const ask = async () => {
      asked.push({ accessKeyId: 'key', secretAccessKey: 'x' });
      return { accessKeyId: 'key', secretAccessKey: 'x' };
    };
    const get = oneSession(ask, { now: () => Number.MAX_SAFE_INTEGER, sleep: async () => {} });
    await get();
    await get();
    expect(asked).toHaveLength(1);
  });

  test('fails for all who wait, and is asked for again by the next', async () => {
    const { state, get } = sessions();
    state.broken = true;
    const all = await Promise.allSettled([get(), get()]);
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    state.broken = false;
    expect(await get()).toMatchObject({ accessKeyId: 'key 2' });
  });
});
