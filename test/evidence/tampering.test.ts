import { beforeAll, describe, expect, test } from '@jest/globals';
import { STATEMENT } from '../../lib/contract/evidence-layout';
import { HIGH_S } from '../../lib/evidence/ecdsa';
import { verifyBundle } from '../../lib/evidence/verify/verify-bundle';
import { sha256 } from '../../lib/ground/sha256';
import { FIRST } from './_helpers/execution';
import type { HeldBundle } from './_helpers/held-bundle';
import { localSigner } from './_helpers/local-signer';
import { type Releases, twoReleases } from './_helpers/releases';
import { file, signed, withEnvelope } from './_helpers/tamper';
import { turnedOver } from './_helpers/turned-over';
import { BY_A_DECEIVED_SIGNER } from './_tamperings/by-a-deceived-signer';
import { BY_ANYBODY } from './_tamperings/by-anybody';
import type { Tampering } from './_tamperings/tampering';
import { TO_THE_ENVELOPE } from './_tamperings/to-the-envelope';

let releases: Releases;
const stranger = localSigner();

beforeAll(async () => {
  releases = await twoReleases();
});

const findingsOf = async (tamper: Tampering[3]) => {
  const { first, second, signer } = releases;
  const bundle = await tamper({ first, second, signer, stranger });
  return verifyBundle(bundle, { key: signer.publicKey, keyFrom: 'given', previous: first });
};

const overturned = (bundle: HeldBundle): HeldBundle =>
  withEnvelope(bundle, ({ signatures }) => {
    for (const each of signatures) each.sig = turnedOver(Buffer.from(each.sig, 'base64')).toString('base64');
  });

test('what nobody touched is believed', async () => {
  expect((await findingsOf(({ second }) => second)).findings).toEqual([]);
});

describe.each([
  ['by anybody', BY_ANYBODY],
  ['by anybody, around its signature', TO_THE_ENVELOPE],
  ['by a deceived signer', BY_A_DECEIVED_SIGNER],
] as const)('a bundle that was changed %s is not believed', (_, tamperings) => {
  test.each(tamperings)('when %s: it says %s, at %s', async (_title, kind, place, tamper) => {
    const { verdict, findings } = await findingsOf(tamper);
    expect(verdict).toBe('no');
    expect(findings).toContainEqual(expect.objectContaining({ kind, place }));
    for (const { because } of findings) expect(because).not.toBe('');
  });
});

describe('the release before', () => {
  const against = async (previous: HeldBundle) =>
    (await verifyBundle(releases.second, { key: releases.signer.publicKey, keyFrom: 'given', previous })).findings;

  test('is not believed when it was signed with another key', async () => {
    const findings = await against(await signed(releases.first, stranger));
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'unsigned', place: `${FIRST}: ${STATEMENT}` }));
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'altered', place: 'predicate.previous' }));
  });

  test('is not believed when it was signed again, with other content', async () => {
    const other = await signed(releases.first, releases.signer, ({ predicate }) => {
      predicate.commit.author = 'Eve';
    });
    expect(await against(other)).toEqual([expect.objectContaining({ kind: 'altered', place: 'predicate.previous' })]);
  });

  test('is not believed when its signature was turned over, and so are its bytes', async () => {
    const findings = await against(overturned(releases.first));
    expect(findings).toEqual([
      { kind: 'altered', place: `${FIRST}: ${STATEMENT}`, because: HIGH_S },
      expect.objectContaining({ kind: 'altered', place: 'predicate.previous' }),
    ]);
  });

  test('may have a signature from before its form was looked at: its bytes are those that this one names', async () => {
    const before = overturned(releases.first);
    const after = await signed(releases.second, releases.signer, ({ predicate }) => {
      Object.assign(predicate.previous ?? {}, { sha256: sha256(file(before, STATEMENT)) });
    });
    const trust = { key: releases.signer.publicKey, keyFrom: 'given' } as const;
    expect((await verifyBundle(after, { ...trust, previous: before })).findings).toEqual([]);
    expect((await verifyBundle(before, trust)).findings).toEqual([
      { kind: 'altered', place: STATEMENT, because: HIGH_S },
    ]);
  });

  test('is not any release', async () => {
    expect(await against(releases.second)).toContainEqual(
      expect.objectContaining({ kind: 'reordered', place: 'predicate.previous' }),
    );
  });

  test('is not there for the first', async () => {
    const trust = { key: releases.signer.publicKey, keyFrom: 'given' } as const;
    const { findings } = await verifyBundle(releases.first, { ...trust, previous: releases.second });
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'contradictory', place: 'predicate.previous' }));
  });
});
