import { createSecretKey, type KeyObject } from 'node:crypto';
import { CURRENT_KEY } from '../lib/contract/function-environment';

/** The tokenization keys. Keys are `KeyObject`s, which no logger and no error message prints. */
export interface KeyRing {
  /** Id of the key that the last rotation added. */
  readonly current: string;
  /** Every key that data may still carry, by id. */
  readonly keys: ReadonlyMap<string, KeyObject>;
}

/** One key of a ring with its id. */
export interface TokenKey {
  readonly id: string;
  readonly key: KeyObject;
}

const KEY_ID = /^[a-z][a-z0-9]{0,15}$/;
const SHORTEST_KEY = 32;

/** True for what may name a key: it becomes part of every token, between underscores. */
export const isKeyId = (text: string): boolean => KEY_ID.test(text) && text !== CURRENT_KEY;

/**
 * Reads the secret's value, `{"current":"k1","k1":"<at least 32 characters>"}`: every property but `current` is a key by id.
 * It is flat because Secrets Manager's `GenerateSecretString` can add one generated property to a template and no deeper.
 *
 * @throws {Error} when it is none, without repeating anything that could be key material
 */
export const parseKeyRing = (secret: string): KeyRing => {
  const { [CURRENT_KEY]: current, ...material } = readProperties(secret);
  const keys = new Map(Object.entries(material).map(([id, text], index) => [id, readKey(id, text, index + 1)]));
  if (typeof current !== 'string') {
    throw new Error('key ring has no text property "current": it must name the key that makes new tokens');
  }
  if (!keys.has(current)) {
    const held = [...keys.keys()].join(', ') || 'none';
    throw new Error(`key ring has no key of the id that "current" gives (${printable(current)}): it holds ${held}`);
  }
  return { current, keys };
};

/** Writes a ring as a secret's value that {@link parseKeyRing} reads. */
export const formatKeyRing = (ring: KeyRing): string => {
  const material = [...ring.keys].map(([id, key]) => [id, key.export().toString('utf8')]);
  return JSON.stringify({ [CURRENT_KEY]: ring.current, ...Object.fromEntries(material) });
};

const readProperties = (secret: string): Readonly<Record<string, unknown>> => {
  let value: unknown;
  try {
    value = JSON.parse(secret);
  } catch {
    // V8's message quotes the text, which is key material here.
    throw new Error('key ring is not JSON: the secret must hold {"current":"<id>","<id>":"<key>"}');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('key ring is not a JSON object: the secret must hold {"current":"<id>","<id>":"<key>"}');
  }
  return { ...value };
};

const readKey = (id: string, text: unknown, position: number): KeyObject => {
  if (!isKeyId(id)) {
    throw new Error(
      `key ${position} of the key ring has an id that is not a lower-case letter and up to 15 letters or digits`,
    );
  }
  if (typeof text !== 'string' || text.length < SHORTEST_KEY) {
    throw new Error(`key "${id}" of the key ring is not a text of at least ${SHORTEST_KEY} characters`);
  }
  return createSecretKey(text, 'utf8');
};

/** A malformed `current` may be a key in the wrong place. */
const printable = (id: string): string => (isKeyId(id) ? `"${id}"` : 'not printed: it is not a key id');
