import { createSecretKey, randomBytes } from 'node:crypto';
import type { KeyRing } from '../key-ring';
import { tokenize, verify } from '../token';

/** 48 bytes are 64 characters of base64url, as many as the first key has. */
const KEY_BYTES = 48;

/** A ring with one more key, `k<highest number + 1>`, which becomes the current one. No key leaves a ring: tokens carry their key's id. */
export const growKeyRing = (ring: KeyRing): KeyRing => {
  const numbers = [...ring.keys.keys()].map((id) => Number(/^k(\d+)$/.exec(id)?.[1] ?? 0));
  const id = `k${Math.max(...numbers) + 1}`;
  const key = createSecretKey(randomBytes(KEY_BYTES).toString('base64url'), 'utf8');
  return { current: id, keys: new Map([...ring.keys, [id, key]]) };
};

/**
 * All keys of both rings. After somebody has put an older version back, the previous version holds a key that tokens carry
 * and the current one lacks: a rotation brings it back instead of giving its id to another key.
 *
 * @throws {Error} when an id stands for two different keys
 */
export const mergeKeyRings = (ring: KeyRing, other: KeyRing): KeyRing => {
  for (const [id, key] of other.keys) {
    const own = ring.keys.get(id);
    if (own && !own.equals(key)) {
      throw new Error(
        `key "${id}" differs between two versions of the key ring: give one of the two keys another id by hand`,
      );
    }
  }
  return { current: ring.current, keys: new Map([...ring.keys, ...other.keys]) };
};

/** @throws {Error} when `next` lacks or changes a key of `ring`, or its current key's tokens verify as no key's or another's */
export const assertKeepsEveryKey = (next: KeyRing, ring: KeyRing): void => {
  for (const [id, key] of ring.keys) {
    const kept = next.keys.get(id);
    if (!kept) throw new Error(`pending key ring lacks key "${id}": tokens made with it could never be verified again`);
    if (!kept.equals(key))
      throw new Error(`pending key ring changes key "${id}": tokens made with it would not verify any more`);
  }
  const key = next.keys.get(next.current);
  const token = key && tokenize('rotation test', { id: next.current, key });
  if (token === undefined || !verify(token, 'rotation test', next) || verify(token, 'another value', next)) {
    throw new Error(`current key "${next.current}" of the pending key ring does not make tokens that verify`);
  }
};
