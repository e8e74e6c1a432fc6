import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { quarantineEntry } from '../../../functions/data-processing/quarantine-entry';
import { sha256 } from '../../../lib/ground/sha256';

const verdict = { kind: 'unreadable', reason: 'not-json', detail: 'why' } as const;

describe('a quarantine entry', () => {
  test('says where the line stood, why it is here, and holds it', () => {
    expect(quarantineEntry({ number: 3, bytes: Buffer.from('{broken') }, verdict)).toEqual({
      line: 3,
      reason: 'not-json',
      detail: 'why',
      sha256: sha256('{broken'),
      encoding: 'utf-8',
      raw: '{broken',
    });
  });

  test('names the piece of a long line', () => {
    const piece = { index: 1, last: false };
    expect(quarantineEntry({ number: 3, bytes: Buffer.from('x'), piece }, verdict)).toMatchObject({ line: 3, piece });
  });

  test('gives back every byte, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const entry = JSON.parse(JSON.stringify(quarantineEntry({ number: 1, bytes }, verdict)));
        expect(Buffer.from(entry.raw, entry.encoding)).toEqual(Buffer.from(bytes));
      }),
    );
  });
});
