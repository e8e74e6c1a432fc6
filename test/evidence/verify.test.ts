import { beforeAll, describe, expect, test } from '@jest/globals';
import { verifyBundle } from '../../lib/evidence/verify/verify-bundle';
import { FIRST, SECOND } from './_helpers/execution';
import { localSigner } from './_helpers/local-signer';
import { MemoryStore } from './_helpers/memory-store';
import { closed, type Releases, twoReleases } from './_helpers/releases';

describe('a bundle', () => {
  let releases: Releases;
  beforeAll(async () => {
    releases = await twoReleases();
  });

  test('of a closed release is complete and unaltered, and so is its place in the chain', async () => {
    const { first, second, signer } = releases;
    const trust = { key: signer.publicKey, keyFrom: 'given' } as const;
    expect((await verifyBundle(first, trust)).findings).toEqual([]);
    expect(await verifyBundle(second, { ...trust, previous: first })).toMatchObject({
      verdict: 'yes',
      findings: [],
      key: signer.keyId,
      keyFrom: 'given',
      chainChecked: true,
      release: { pipelineExecutionId: SECOND, number: 2, status: 'Succeeded', commit: 'c0ffee', parts: 12 },
    });
  });

  test.each(['Rejected', 'Expired', 'Unasked', 'ValidationFailed', 'Stopped', 'Superseded'] as const)(
    'of a release that was %s is a whole record too',
    async (ending) => {
      const signer = localSigner();
      const bundle = await closed(new MemoryStore(), signer, FIRST, ending);
      expect(await verifyBundle(bundle, { key: signer.publicKey, keyFrom: 'given' })).toMatchObject({
        verdict: 'yes',
        findings: [],
      });
    },
  );
});
