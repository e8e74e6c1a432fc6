import { beforeEach, describe, expect, test } from '@jest/globals';
import { chainKey, releasePrefix, STATEMENT, statementName } from '../../lib/contract/evidence-layout';
import { closeRelease, type Ended, recordApprovals } from '../../lib/evidence/close/close-release';
import type { ExecutionFacts } from '../../lib/evidence/close/facts';
import { openEnvelope } from '../../lib/evidence/dsse';
import { formProblem, withLowS } from '../../lib/evidence/ecdsa';
import { type ReleaseRecord, statementSchema } from '../../lib/evidence/statement';
import { verifyBundle } from '../../lib/evidence/verify/verify-bundle';
import { sha256 } from '../../lib/ground/sha256';
import { APPROVER, at, execution, FIRST, SECOND } from './_helpers/execution';
import { localSigner } from './_helpers/local-signer';
import { MemoryStore } from './_helpers/memory-store';
import { bundleOf, closed, leaveParts } from './_helpers/releases';
import { turnedOver } from './_helpers/turned-over';

const signer = localSigner();
let store: MemoryStore;

beforeEach(() => {
  store = new MemoryStore();
});

const recordOf = (bytes: Buffer | undefined): ReleaseRecord => {
  const opened = openEnvelope(bytes ?? Buffer.from(''));
  if (typeof opened === 'string') throw new Error(opened);
  return statementSchema.parse(JSON.parse(opened.payload.toString())).predicate;
};

const ended = (id: string, attempt = 1, time = at(401)): Ended => ({
  pipelineName: 'delivery',
  pipelineExecutionId: id,
  attempt,
  time,
  account: '111111111111',
  region: 'us-east-1',
});

const closerOf = (facts: ExecutionFacts) => ({
  store,
  signer,
  executions: { describe: async () => facts },
  people: {},
  now: () => new Date(at(500)),
});

describe('a closed release', () => {
  test('tells commit, author, tools, templates, gate, reviews, decisions, change sets, validations and durations', async () => {
    await closed(store, signer, FIRST);
    const record = recordOf(store.objects.get(`${releasePrefix(FIRST)}${STATEMENT}`));
    expect(record).toMatchObject({
      number: 1,
      previous: null,
      attempt: 1,
      pipelineExecutionId: FIRST,
      seconds: 401,
      pipeline: { name: 'delivery', account: '111111111111', region: 'us-east-1', version: 3 },
      outcome: { status: 'Succeeded', by: null, because: 'every stage succeeded' },
      commit: { id: 'c0ffee', message: 'Keep a secret', author: 'Ada' },
      trigger: { type: 'WebhookV2', detail: 'push to main' },
      build: {
        tools: { node: '22.1.0', npm: '11.0.0' },
        verdict: 'yes',
        acknowledgements: 1,
        warnings: ['it expires soon'],
      },
    });
    expect(record.build.templates.map(({ name }) => name)).toEqual([
      'build/templates/data-dev.template.json',
      'build/templates/data-prod.template.json',
    ]);
    const [dev, prod] = record.environments;
    expect(dev).toMatchObject({ name: 'dev', approvals: [], seconds: 100 });
    expect(prod).toMatchObject({
      name: 'prod',
      approvals: [{ decision: 'Approved', by: APPROVER, comment: 'four eyes', pages: [{}] }],
      targets: [
        {
          account: '444444444444',
          region: 'us-east-1',
          validation: { pass: 1, fail: 0, cannotTell: 0 },
          changeSets: [{ action: 'CHANGE_SET_REPLACE' }, { stack: 'data-prod', action: 'CHANGE_SET_EXECUTE' }],
        },
      ],
    });
    expect(record.actions.map(({ action, seconds }) => [action, seconds])).toContainEqual(['Synth', 85]);
  });

  test.each([
    ['Rejected', 'Failed', APPROVER, 'not on a Friday'],
    ['Expired', 'Failed', null, 'prod/Approve has expired: nobody answered in time'],
    ['Unasked', 'Failed', null, 'prod/Approve: The role may not publish to the topic'],
    ['ValidationFailed', 'Failed', null, 'dev/Validate: 1 check failed: log-groups-encrypted'],
    ['Stopped', 'Stopped', null, 'stopped by hand: wrong branch'],
    ['Superseded', 'Superseded', null, 'a newer execution overtook it while it waited between stages'],
  ] as const)('that was %s is %s, by %s, because: %s', async (ending, status, by, because) => {
    const { contents: files } = await closed(store, signer, FIRST, ending);
    expect(recordOf(files.get(STATEMENT)).outcome).toEqual({ status, by, because });
  });

  test('says of an approval that nobody answered that it has expired, by nobody', async () => {
    const { contents } = await closed(store, signer, FIRST, 'Expired');
    const record = recordOf(contents.get(STATEMENT));
    expect(record.environments[1]?.approvals).toMatchObject([{ decision: 'Expired', by: null, comment: '' }]);
  });

  test('says of an approval that CodePipeline could not ask for that it failed, and why', async () => {
    const { contents } = await closed(store, signer, FIRST, 'Unasked');
    const [approval] = recordOf(contents.get(STATEMENT)).environments[1]?.approvals ?? [];
    expect(approval).toMatchObject({ decision: 'Failed', by: null, comment: 'The role may not publish to the topic' });
  });

  test('keeps a decision as it was written down when it was made, though CodePipeline forgets it', async () => {
    const facts = execution(FIRST);
    leaveParts(store, facts, 'Succeeded');
    expect(await recordApprovals(closerOf(facts), ended(FIRST))).toBe(1);
    expect(await recordApprovals(closerOf(facts), ended(FIRST))).toBe(0);
    const forgotten = facts.actions.map((action) => ({ ...action, updatedBy: undefined }));
    await closeRelease(closerOf({ ...facts, actions: forgotten }), ended(FIRST));
    const { environments } = recordOf(bundleOf(store, FIRST).contents.get(STATEMENT));
    expect(environments[1]?.approvals[0]?.by).toBe(APPROVER);
  });

  test('has one form of signature, whichever of the two its signer gives', async () => {
    const highest = async (message: Buffer) => turnedOver(withLowS(await signer.sign(message)));
    const { contents } = await closed(store, { ...signer, sign: highest }, FIRST);
    const opened = openEnvelope(contents.get(STATEMENT) ?? Buffer.alloc(0));
    if (typeof opened === 'string') throw new Error(opened);
    expect(opened.signatures.map(({ signature }) => formProblem(signature))).toEqual([undefined]);
  });

  test('is the next link of the chain, with the same bytes, and names the one before by hash', async () => {
    const first = await closed(store, signer, FIRST, 'Rejected', 2);
    const second = await closed(store, signer, SECOND, 'Succeeded', 3);
    expect(store.objects.get(chainKey(1))).toEqual(first.contents.get(STATEMENT));
    expect(store.objects.get(chainKey(2))).toEqual(second.contents.get(STATEMENT));
    expect(recordOf(second.contents.get(STATEMENT)).previous).toEqual({
      number: 1,
      pipelineExecutionId: FIRST,
      sha256: sha256(first.contents.get(STATEMENT) ?? ''),
    });
  });
});

describe('closing', () => {
  test('again changes nothing', async () => {
    const facts = execution(FIRST);
    leaveParts(store, facts, 'Succeeded');
    expect(await closeRelease(closerOf(facts), ended(FIRST))).toEqual({ number: 1, fresh: true });
    const before = new Map(store.objects);
    expect(await closeRelease(closerOf(facts), ended(FIRST))).toEqual({ number: 1, fresh: false });
    expect(store.objects).toEqual(before);
  });

  test('goes on where an earlier delivery died between chain and statement', async () => {
    const facts = execution(FIRST);
    leaveParts(store, facts, 'Succeeded');
    store.beforePut = (key) => {
      if (key.endsWith(STATEMENT)) throw new Error('died');
    };
    await expect(closeRelease(closerOf(facts), ended(FIRST))).rejects.toThrow('died');
    store.beforePut = () => undefined;
    expect(await closeRelease(closerOf(facts), ended(FIRST))).toEqual({ number: 1, fresh: true });
    expect((await verifyBundle(bundleOf(store, FIRST), { key: signer.publicKey, keyFrom: 'given' })).verdict).toBe(
      'yes',
    );
    expect(await store.list('chain/')).toEqual([chainKey(1)]);
  });

  test('of two at the same time gives each its own number, the later one chained to the other', async () => {
    for (const [id, day] of [
      [FIRST, 2],
      [SECOND, 2],
    ] as const)
      leaveParts(store, execution(id, 'Succeeded', day), 'Succeeded');
    const both = await Promise.all([FIRST, SECOND].map((id) => closeRelease(closerOf(execution(id)), ended(id))));
    expect(both.map(({ number }) => number).sort()).toEqual([1, 2]);
    const [one, two] = await Promise.all([1, 2].map(async (number) => recordOf(await store.read(chainKey(number)))));
    expect(two?.previous?.pipelineExecutionId).toBe(one?.pipelineExecutionId);
    for (const id of [FIRST, SECOND]) {
      expect((await verifyBundle(bundleOf(store, id), { key: signer.publicKey, keyFrom: 'given' })).findings).toEqual(
        [],
      );
    }
  });

  test('of a retried execution is one more record, of which the first is a part', async () => {
    const failed = execution(FIRST, 'ValidationFailed');
    leaveParts(store, failed, 'ValidationFailed');
    await closeRelease(closerOf(failed), ended(FIRST));
    const retried = { ...execution(FIRST, 'Stopped'), statusSummary: 'retried in vain' };
    expect(await closeRelease(closerOf(retried), ended(FIRST, 2))).toEqual({ number: 2, fresh: true });
    const bundle = bundleOf(store, FIRST);
    expect(recordOf(bundle.contents.get(statementName(2)))).toMatchObject({
      attempt: 2,
      outcome: { status: 'Stopped' },
    });
    expect((await verifyBundle(bundle, { key: signer.publicKey, keyFrom: 'given' })).findings).toEqual([]);
  });

  test('fails where nobody could read the record, and leaves the chain to the releases after it', async () => {
    leaveParts(store, execution(FIRST), 'Succeeded');
    store.objects.set(`${releasePrefix(FIRST)}build/templates/a\u202Eb.template.json`, Buffer.from('{}'));
    await expect(closeRelease(closerOf(execution(FIRST)), ended(FIRST))).rejects.toThrow('cannot be signed');
    await closed(store, signer, SECOND, 'Succeeded', 3);
    expect(await store.list('chain/')).toEqual([chainKey(1)]);
    await closed(store, signer, '33333333-0000-4000-8000-000000000003', 'Succeeded', 4);
    expect(await store.list('chain/')).toEqual([chainKey(1), chainKey(2)]);
  });

  test('fails while the execution runs, so that the event comes again', async () => {
    const facts = { ...execution(FIRST), status: 'InProgress' };
    await expect(closeRelease(closerOf(facts), ended(FIRST))).rejects.toThrow('is InProgress: it has not ended yet');
    expect(store.objects.size).toBe(0);
  });

  test('fails where the chain holds what is no record: nothing is chained to it', async () => {
    store.objects.set(chainKey(1), Buffer.from('{}'));
    await expect(closeRelease(closerOf(execution(FIRST)), ended(FIRST))).rejects.toThrow(
      'chain/00000001.json: it is no DSSE',
    );
  });
});
