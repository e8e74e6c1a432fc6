import { CURRENT_KEY } from '../../lib/contract/function-environment';
import { type KeyRing, parseKeyRing, type TokenKey } from '../key-ring';

/** What a {@link keySource} needs. */
export interface KeySourceOptions {
  /** Reads the secret's current value. */
  readonly readSecret: () => Promise<string>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How long a container uses a ring before it reads it again, in milliseconds: a new key is in use after at most this time. */
  readonly lifetime: number;
}

/** Gives the key of an id, or the current key for `current`. */
export type KeySource = (wanted: string) => Promise<TokenKey>;

/**
 * Keys from the secret, kept in memory for some seconds. An id that the kept ring lacks makes it read once more,
 * because a rotation may just have added it.
 *
 * @returns a function that throws when the ring lacks the id or cannot be read
 */
export const keySource = ({ readSecret, now, lifetime }: KeySourceOptions): KeySource => {
  let kept: { readonly ring: KeyRing; readonly until: number } | undefined;

  const refresh = async (): Promise<KeyRing> => {
    const ring = parseKeyRing(await readSecret());
    kept = { ring, until: now() + lifetime };
    return ring;
  };

  return async (wanted) => {
    const fresh = kept !== undefined && now() < kept.until ? kept.ring : undefined;
    const found = fresh && find(fresh, wanted);
    if (found) return found;
    const ring = await refresh();
    const key = find(ring, wanted);
    if (key) return key;
    const held = [...ring.keys.keys()].join(', ');
    throw new Error(`key ring has no key "${wanted}", it holds ${held}: correct the function's token key id`);
  };
};

const find = (ring: KeyRing, wanted: string): TokenKey | undefined => {
  const id = wanted === CURRENT_KEY ? ring.current : wanted;
  const key = ring.keys.get(id);
  return key && { id, key };
};
