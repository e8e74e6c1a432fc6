/** An ECDSA signature taken apart. */
interface Pair {
  readonly r: bigint;
  readonly s: bigint;
}

/** Order of the group of P-256. Source: NIST SP 800-186, 3.2.1.3. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const SEQUENCE = 0x30;
const INTEGER = 0x02;

/**
 * The same signature with the lower of the two values of `s` that fit: whoever signs answers either, and only one form may
 * exist of what the next release names by its bytes.
 *
 * @throws {Error} when it is no ECDSA signature over P-256 in DER
 */
export const withLowS = (der: Buffer): Buffer => {
  const pair = decoded(der);
  if (pair === undefined) throw new Error(`${der.length} bytes are no ECDSA signature over P-256 in DER`);
  return encoded(isHigh(pair) ? { r: pair.r, s: ORDER - pair.s } : pair);
};

/** Why a signature is not in the one form that is accepted, or undefined; whether it fits is another question. */
export const formProblem = (der: Buffer): string | undefined => {
  const pair = decoded(der);
  if (pair === undefined) return 'its signature is not two numbers of P-256 in DER, written as short as can be';
  return isHigh(pair) ? HIGH_S : undefined;
};

/** Of a signature that anybody can have turned over, or that KMS gave so before this was looked at. */
export const HIGH_S =
  'its signature has the higher of the two values of s that fit: anybody can turn one into the other without the key, and only the lower is signed';

const isHigh = ({ s }: Pair): boolean => s > ORDER / 2n;

/** Undefined for everything that `encoded` would not have written. */
const decoded = (der: Buffer): Pair | undefined => {
  const lengthOfR = der[3] ?? 0;
  const pair = { r: number(der.subarray(4, 4 + lengthOfR)), s: number(der.subarray(6 + lengthOfR)) };
  const inRange = [pair.r, pair.s].every((each) => each > 0n && each < ORDER);
  return inRange && encoded(pair).equals(der) ? pair : undefined;
};

const number = (bytes: Buffer): bigint => (bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString('hex')}`));

const encoded = ({ r, s }: Pair): Buffer => tagged(SEQUENCE, Buffer.concat([integer(r), integer(s)]));

/** The shortest form; a leading zero where the first bit would make it negative. */
const integer = (value: bigint): Buffer => {
  const digits = value.toString(16);
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  return tagged(INTEGER, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]));
};

/** Two numbers of P-256 need at most 72 bytes, so that a length is always one byte. */
const tagged = (tag: number, content: Buffer): Buffer => Buffer.concat([Buffer.of(tag, content.length), content]);
