import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { isSafeNumber, LosslessNumber } from 'lossless-json';
import { isKeyId, type KeyRing, type TokenKey } from './key-ring';

/** A value that identifies a person. */
export type Identifier = string | number | LosslessNumber;

const TOKEN = /^tok_([a-z0-9]+)_([A-Za-z0-9_-]{43})$/;

/**
 * Replaces an identifier by `tok_<key id>_<base64url HMAC-SHA-256>`.
 *
 * The code covers the value only, neither field nor file: a person has one token wherever the same identifier stands,
 * so tokenized data can still be joined. The price is that equal values of two fields are seen to be equal.
 * Another key gives the same person another token.
 */
export const tokenize = (value: Identifier, { id, key }: TokenKey): string =>
  `tok_${id}_${mac(value, key).toString('base64url')}`;

/**
 * Tells whether a token was made from this value, by whichever key of the ring it names.
 *
 * @returns false also for what is not a token
 * @throws {Error} when the ring lacks the token's key: then nobody can tell
 */
export const verify = (token: string, value: Identifier, ring: KeyRing): boolean => {
  const [, id = '', code = ''] = TOKEN.exec(token) ?? [];
  if (!isKeyId(id)) return false;
  const key = ring.keys.get(id);
  if (!key) {
    throw new Error(
      `token was made with key "${id}", the key ring holds ${[...ring.keys.keys()].join(', ')}: restore that key to the ring`,
    );
  }
  const expected = Buffer.from(mac(value, key).toString('base64url'));
  return timingSafeEqual(Buffer.from(code), expected);
};

const mac = (value: Identifier, key: KeyObject): Buffer =>
  createHmac('sha256', key).update(canonical(value), 'utf8').digest();

/**
 * The text that is hashed. A string is brought to Unicode form NFC, otherwise it stays as it is (case and spaces may matter).
 * An integer counts as its digits, so that 42 and "42" are one identifier; another number as JavaScript prints it
 * (1.0 is 1) unless that would lose digits.
 */
const canonical = (value: Identifier): string => {
  if (typeof value === 'string') return value.normalize('NFC');
  const text = value instanceof LosslessNumber ? value.value : String(value);
  if (/^-?\d+$/.test(text)) return text === '-0' ? '0' : text;
  return isSafeNumber(text) ? String(Number(text)) : text;
};
