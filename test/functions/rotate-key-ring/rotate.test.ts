import { beforeEach, describe, expect, test } from '@jest/globals';
import { parseKeyRing } from '../../../functions/key-ring';
import { rotate } from '../../../functions/rotate-key-ring/rotate';
import { STEPS, type Step } from '../../../functions/rotate-key-ring/rotation-event';
import { tokenize, verify } from '../../../functions/token';
import { MemorySecretStore } from '../_fakes/memory-secret-store';
import { material, ringText } from '../_fakes/rings';

let store: MemorySecretStore;
beforeEach(() => {
  store = new MemorySecretStore(ringText('k1', 'k1'));
});

const step = (name: Step, versionId = 'v1') => rotate(store, { step: name, secretId: 'key-ring', versionId });

const rotation = async (versionId: string): Promise<void> => {
  store.beginRotation(versionId);
  for (const name of STEPS) await step(name, versionId);
};

const current = () => parseKeyRing(store.value('AWSCURRENT') ?? '');

describe('a rotation', () => {
  test('adds a key, makes it the current one and drops none', async () => {
    await rotation('v1');
    expect(current().current).toBe('k2');
    expect([...current().keys.keys()]).toEqual(['k1', 'k2']);
    expect(JSON.parse(store.value('AWSCURRENT') ?? '')).toMatchObject({
      k1: material('1'),
      k2: expect.stringMatching(/^[\w-]{64}$/),
    });
  });

  test('leaves tokens of every earlier key verifiable', async () => {
    const tokens: string[] = [];
    for (const versionId of ['v1', 'v2', 'v3']) {
      const { current: id, keys } = current();
      const key = keys.get(id);
      if (key) tokens.push(tokenize('A7', { id, key }));
      await rotation(versionId);
    }
    expect(tokens.map((token) => token.slice(0, 7))).toEqual(['tok_k1_', 'tok_k2_', 'tok_k3_']);
    expect(tokens.every((token) => verify(token, 'A7', current()))).toBe(true);
    expect(current().current).toBe('k4');
  });

  test('leaves no version pending', async () => {
    await rotation('v1');
    expect(store.stages('v1')).toEqual(['AWSCURRENT']);
    expect(store.stages('v0')).toEqual(['AWSPREVIOUS']);
  });

  test('makes another key each time', async () => {
    const other = new MemorySecretStore(ringText('k1', 'k1'));
    await rotation('v1');
    other.beginRotation('v1');
    await rotate(other, { step: 'createSecret', secretId: 'key-ring', versionId: 'v1' });
    expect(other.value('AWSPENDING')).not.toBe(store.value('AWSCURRENT'));
  });

  test('counts on from the highest number, beside keys of other names', async () => {
    store = new MemorySecretStore(ringText('first', 'first', 'k9'));
    await rotation('v1');
    expect([...current().keys.keys()]).toEqual(['first', 'k9', 'k10']);
  });

  test('brings back the key that a return to an older version has hidden', async () => {
    await rotation('v1');
    const hidden = current().keys.get('k2');
    store.makeCurrent('v0');
    await rotation('v2');
    expect([...current().keys.keys()]).toEqual(['k1', 'k2', 'k3']);
    expect(hidden && current().keys.get('k2')?.equals(hidden)).toBe(true);
  });

  test('begun anew after one that failed takes the place of its pending version', async () => {
    store.beginRotation('v1');
    await step('createSecret');
    await rotation('v2');
    expect(current().current).toBe('k2');
    expect(store.stages('v1')).toEqual([]);
  });
});

describe('an interrupted rotation', () => {
  const calls = Array.from({ length: 16 }, (_, index) => index + 1);

  test('has as many places to stop at as are tried here', async () => {
    await rotation('v1');
    expect(store.calls).toHaveLength(calls.length);
  });

  test.each(calls.flatMap((call) => (['before', 'after'] as const).map((when) => [when, call] as const)))(
    'comes to the same end when the step is repeated that stopped %s call %d',
    async (when, call) => {
      store.beginRotation('v1');
      store.interruption = { call, when };
      let pending: string | undefined;
      for (const name of STEPS) {
        await step(name).catch((error: Error) => {
          expect(error.message).toBe('interrupted');
          return step(name);
        });
        pending ??= store.value('AWSPENDING');
      }
      expect(store.calls.length).toBeGreaterThan(call);
      expect(store.value('AWSCURRENT')).toBe(pending);
      expect([...current().keys.keys()]).toEqual(['k1', 'k2']);
      expect(store.stages('v1')).toEqual(['AWSCURRENT']);
    },
  );

  test('does nothing more when steps are repeated after its end', async () => {
    await rotation('v1');
    const value = store.value('AWSCURRENT');
    for (const name of STEPS) expect(await step(name)).toBe('already done');
    expect(store.value('AWSCURRENT')).toBe(value);
  });

  test('leaves the current ring in use until its last step', async () => {
    store.beginRotation('v1');
    for (const name of STEPS.slice(0, 3)) await step(name);
    expect(store.value('AWSCURRENT')).toBe(ringText('k1', 'k1'));
  });
});

describe('a rotation fails', () => {
  test.each(STEPS)('in %s when rotation is not enabled', async (name) => {
    store.beginRotation('v1');
    store.rotationEnabled = false;
    await expect(step(name)).rejects.toThrow('rotation of secret key-ring is not enabled');
  });

  test.each(STEPS)('in %s for a version that the secret does not have', async (name) => {
    await expect(step(name, 'v7')).rejects.toThrow('secret key-ring has no version v7');
  });

  test.each(STEPS)('in %s for a version that is not pending', async (name) => {
    await rotation('v1');
    await expect(step(name, 'v0')).rejects.toThrow('version v0 carries AWSPREVIOUS instead of AWSPENDING');
  });

  test('without making a key when the current ring is broken, and keeps its text to itself', async () => {
    store = new MemorySecretStore(`{"current":"k1","k1":"${material('S')}`);
    store.beginRotation('v1');
    await expect(step('createSecret')).rejects.toThrow('key ring is not JSON');
    await expect(step('createSecret')).rejects.not.toThrow('SSSS');
    expect(store.value('AWSPENDING')).toBeUndefined();
  });

  test.each([
    ['lacks a key', JSON.stringify({ current: 'k2', k2: material('2') }), 'lacks key "k1"'],
    ['changes a key', JSON.stringify({ current: 'k2', k1: material('x'), k2: material('2') }), 'changes key "k1"'],
    ['is not a ring', 'x', 'key ring is not JSON'],
  ])('in testSecret and finishSecret when the pending ring %s', async (_, value, message) => {
    store.beginRotation('v1');
    await store.putPending('key-ring', 'v1', value);
    await expect(step('testSecret')).rejects.toThrow(message);
    await expect(step('finishSecret')).rejects.toThrow(message);
    expect(store.value('AWSCURRENT')).toBe(ringText('k1', 'k1'));
  });

  test('in testSecret when createSecret has not run', async () => {
    store.beginRotation('v1');
    await expect(step('testSecret')).rejects.toThrow('secret key-ring has no value labelled AWSPENDING');
  });

  test('in finishSecret when somebody has added a key since the test', async () => {
    store.beginRotation('v1');
    for (const name of STEPS.slice(0, 3)) await step(name);
    store.makeCurrent('by-hand', ringText('k7', 'k1', 'k7'));
    await expect(step('finishSecret')).rejects.toThrow('lacks key "k7"');
  });

  test('when two versions of the ring give one id to two keys', async () => {
    store.makeCurrent('by-hand', JSON.stringify({ current: 'k1', k1: material('x') }));
    store.beginRotation('v1');
    await expect(step('createSecret')).rejects.toThrow('key "k1" differs between two versions of the key ring');
  });
});
