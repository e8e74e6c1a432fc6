import { describe, expect, test } from '@jest/globals';
import { REVIEW_PAGE, STATEMENT, targetPrefix } from '../../lib/contract/evidence-layout';
import { VALIDATION_REPORT } from '../../lib/contract/validation-report';
import { closeRelease } from '../../lib/evidence/close/close-release';
import { verifyBundle } from '../../lib/evidence/verify/verify-bundle';
import { at, execution, FIRST, SECOND, TARGETS } from './_helpers/execution';
import { localSigner } from './_helpers/local-signer';
import { MemoryStore } from './_helpers/memory-store';
import { bundleOf, leaveParts } from './_helpers/releases';
import { file } from './_helpers/tamper';

describe('a roll-back of prod', () => {
  const closedAs = async (rollbackTo: string | undefined) => {
    const store = new MemoryStore();
    const all = execution(SECOND);
    const facts = { ...all, rollbackTo, actions: all.actions.filter(({ stageName }) => stageName === 'prod') };
    const page = targetPrefix('prod', TARGETS.prod);
    leaveParts(store, facts, 'Succeeded');
    // What the stage itself leaves: nobody builds, and nobody prepares a review.
    for (const key of store.objects.keys()) if (!key.includes(`${page}${VALIDATION_REPORT}`)) store.objects.delete(key);
    const executions = { describe: async () => facts };
    await closeRelease(
      { store, signer, executions, people: {}, now: () => new Date(at(500)) },
      {
        pipelineName: 'delivery',
        pipelineExecutionId: SECOND,
        attempt: 1,
        account: '111111111111',
        region: 'us-east-1',
        time: at(401),
      },
    );
    return bundleOf(store, SECOND);
  };
  const signer = localSigner();
  const trust = { key: signer.publicKey, keyFrom: 'given' } as const;

  test('says where it went back to, and is whole without a build and a page of its own', async () => {
    const bundle = await closedAs(FIRST);
    const { payload } = JSON.parse(file(bundle, STATEMENT).toString());
    expect(JSON.parse(Buffer.from(payload, 'base64').toString()).predicate.rollbackTo).toBe(FIRST);
    expect(await verifyBundle(bundle, trust)).toMatchObject({ verdict: 'yes', findings: [] });
  });

  test('that does not say so lacks the page that was decided from', async () => {
    const { verdict, findings } = await verifyBundle(await closedAs(undefined), trust);
    expect([verdict, findings.map(({ kind, place }) => [kind, place])]).toEqual([
      'no',
      [['missing', `${targetPrefix('prod', TARGETS.prod)}${REVIEW_PAGE}`]],
    ]);
  });
});
