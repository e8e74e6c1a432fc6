/** Order of the group of P-256, as RFC 6979, A.2.5 has it. */
const ORDER = BigInt('0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551');

/** The two numbers of a signature in DER. */
export const numbersOf = (der: Buffer): readonly [r: Buffer, s: Buffer] => {
  const length = der.readUInt8(3);
  return [der.subarray(4, 4 + length), der.subarray(6 + length)];
};

/** A signature in DER of two numbers, however they are written. */
export const derOf = (r: Buffer, s: Buffer): Buffer => {
  const content = Buffer.concat([Buffer.of(2, r.length), r, Buffer.of(2, s.length), s]);
  return Buffer.concat([Buffer.of(0x30, content.length), content]);
};

/** A signature with the other value of s: it fits as well, and nobody needs the key for it. */
export const turnedOver = (der: Buffer): Buffer => {
  const [r, s] = numbersOf(der);
  const other = (ORDER - BigInt(`0x${s.toString('hex')}`)).toString(16);
  const bytes = Buffer.from(other.padStart(other.length + (other.length % 2), '0'), 'hex');
  return derOf(r, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]));
};
