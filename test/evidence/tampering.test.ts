import { beforeAll, describe, expect, test } from '@jest/globals';
import { STATEMENT } from '../../lib/contract/evidence-layout';
import { verifyBundle } from '../../lib/evidence/verify/verify-bundle';
import { FIRST } from './_helpers/execution';
import type { HeldBundle } from './_helpers/held-bundle';
import { localSigner } from './_helpers/local-signer';
import { type Releases, twoReleases } from './_helpers/releases';
import { signed } from './_helpers/tamper';
import { BY_A_DECEIVED_SIGNER } from './_tamperings/by-a-deceived-signer';
import { BY_ANYBODY } from './_tamperings/by-anybody';
import type { Tampering } from './_tamperings/tampering';

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

test('what nobody touched is believed', async () => {
  expect((await findingsOf(({ second }) => second)).findings).toEqual([]);
});

describe.each([
  ['by anybody', BY_ANYBODY],
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
