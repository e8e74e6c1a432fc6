import { createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { formProblem, HIGH_S, withLowS } from '../../lib/evidence/ecdsa';
import { fits } from '../../lib/evidence/public-key';
import { derOf, numbersOf, turnedOver } from './_helpers/turned-over';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const MESSAGE = Buffer.from('what is signed');

/** As KMS answers: with either value of s. */
const signature = (): Buffer => createSign('sha256').update(MESSAGE).sign(privateKey);

describe('a signature', () => {
  test('is turned over by anybody, and fits both ways', () => {
    const der = signature();
    expect(fits(publicKey, MESSAGE, der)).toBe(true);
    expect(fits(publicKey, MESSAGE, turnedOver(der))).toBe(true);
    expect(turnedOver(der)).not.toEqual(der);
    expect(turnedOver(turnedOver(der))).toEqual(der);
  });

  test('is kept in one form only, whichever of the two the signer gives', () => {
    for (let again = 0; again < 50; again++) {
      const der = signature();
      const low = withLowS(der);
      expect(withLowS(turnedOver(der))).toEqual(low);
      expect([formProblem(low), formProblem(turnedOver(low))]).toEqual([undefined, HIGH_S]);
      expect(fits(publicKey, MESSAGE, low)).toBe(true);
    }
  });

  const [r, s] = numbersOf(withLowS(signature()));
  const ZERO = Buffer.of(0);
  const ORDER = Buffer.from('00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');
  test.each<readonly [string, Buffer]>([
    ['nothing at all', Buffer.alloc(0)],
    ['cut off', derOf(r, s).subarray(0, -1)],
    ['followed by another byte', Buffer.concat([derOf(r, s), ZERO])],
    ['with a number that begins with zeros', derOf(r, Buffer.concat([ZERO, ZERO, s]))],
    ['with a length in the long form', Buffer.concat([Buffer.of(0x30, 0x81), derOf(r, s).subarray(1)])],
    ['with a negative number', derOf(r, Buffer.of(0xff))],
    ['with an empty number', derOf(r, Buffer.alloc(0))],
    ['with a number that is zero', derOf(ZERO, s)],
    ['with a number as large as the order', derOf(ORDER, s)],
    [
      'of three numbers',
      Buffer.concat([Buffer.of(0x30, r.length + s.length + 7), derOf(r, s).subarray(2), Buffer.of(2, 1, 1)]),
    ],
    ['a set instead of a sequence', Buffer.concat([Buffer.of(0x31), derOf(r, s).subarray(1)])],
    ['two raw numbers of 32 bytes', Buffer.concat([r.subarray(-32), s.subarray(-32)])],
  ])('that is %s is none', (_, der) => {
    expect(formProblem(der)).toContain('written as short as can be');
    expect(() => withLowS(der)).toThrow('no ECDSA signature over P-256 in DER');
  });
});
