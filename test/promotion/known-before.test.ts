import { beforeEach, describe, expect, test } from '@jest/globals';
import type { DecisionFacts, ReleaseFacts } from '../../lib/contract/release-facts';
import { summarize, type ValidationResult } from '../../lib/contract/validation-report';
import { knownBefore } from '../../lib/promotion/known-before';
import { answer } from './answer';
import { MemoryBucket } from './memory-bucket';
import { REVIEW } from './review-of-staging';

const PROD = { environment: 'prod', account: '444444444444', region: 'us-east-1' };
const PLACE = 'releases/e-0/prod/444444444444-us-east-1';
const FACTS: ReleaseFacts = { pipelineExecutionId: 'e-1', previous: { pipelineExecutionId: 'e-0' }, decisions: [] };

let bucket: MemoryBucket;
beforeEach(() => {
  bucket = new MemoryBucket();
});

const validation = (...results: readonly ValidationResult[]): string =>
  JSON.stringify({
    schema: 1,
    ...PROD,
    startTime: '2026-01-02T03:04:05.000Z',
    endTime: '2026-01-02T03:14:05.000Z',
    summary: summarize(results),
    results,
  });

const lay = (name: string, text: string) => bucket.putNew(`${PLACE}/${name}`, Buffer.from(text));

const drift = async (facts = FACTS) => (await knownBefore(bucket, PROD, facts)).drift;

describe('drift since the last release', () => {
  test('is what the last attempt of its validation found, as of then', async () => {
    await lay('validation.json', validation(answer('pass', 'stacks-stand-as-released')));
    await lay(
      'validation-2.json',
      validation(answer('fail', 'stacks-stand-as-released'), answer('fail', 'log-groups-encrypted')),
    );
    expect(await drift()).toEqual({
      asOf: '2026-01-02T03:14:05.000Z',
      pipelineExecutionId: 'e-0',
      differences: [{ check: 'stacks-stand-as-released', subject: 'Key', because: 'it has another policy' }],
    });
  });

  test('is none where everything was as released', async () => {
    await lay('validation.json', validation(answer('pass', 'stacks-stand-as-released')));
    expect(await drift()).toMatchObject({ differences: [], asOf: expect.any(String) });
  });

  test.each<[string, string | undefined]>([
    ['no validation of it is kept', undefined],
    ['its validation cannot be read', 'no JSON'],
    ['its validation cannot be read', '{"schema":2}'],
    [
      'its validation did not compare what is deployed with what was released',
      validation(answer('pass', 'log-groups-encrypted')),
    ],
  ])('is not called none where nobody looked: %s', async (because, text) => {
    if (text !== undefined) await lay('validation.json', text);
    expect(await drift()).toEqual({ pipelineExecutionId: 'e-0', because, differences: [] });
  });

  test('is not called none where nobody knows what is deployed', async () => {
    expect(await drift({ pipelineExecutionId: 'e-1' })).toEqual({
      because: 'which release is deployed there is not known',
      differences: [],
    });
  });
});

describe('earlier decisions', () => {
  const decided = (day: number, rest: Partial<DecisionFacts> = {}): DecisionFacts => ({
    decision: 'Approved',
    by: 'ada',
    time: new Date(Date.UTC(2025, 0, day)).toISOString(),
    pipelineExecutionId: `e-${day}`,
    ...rest,
  });
  const known = async (decisions: readonly DecisionFacts[] | undefined) => {
    const { decisions: _, ...rest } = FACTS;
    return (await knownBefore(bucket, PROD, { ...rest, ...(decisions && { decisions }) })).facts;
  };
  const layReview = (decisions: readonly DecisionFacts[]) =>
    lay('review.json', JSON.stringify({ ...REVIEW, release: { decisions } }));

  test('that CodePipeline has forgotten are those of the review before, each once, the newest first', async () => {
    await layReview([decided(2, { comment: 'seen' }), decided(1)]);
    const { decisions } = await known([decided(3), decided(2, { comment: 'seen' })]);
    expect(decisions?.map(({ pipelineExecutionId }) => pipelineExecutionId)).toEqual(['e-3', 'e-2', 'e-1']);
  });

  test('are at most fifty', async () => {
    await layReview(Array.from({ length: 60 }, (_, index) => decided(index + 1)));
    expect((await known([]))?.decisions).toHaveLength(50);
  });

  test('are those of CodePipeline alone where no review was made before', async () => {
    expect(await known([decided(3)])).toMatchObject({ decisions: [decided(3)] });
    expect(await known(undefined)).not.toHaveProperty('decisions');
  });

  test('are called unknown where the review before cannot be read', async () => {
    await lay('review.json', '{}');
    expect((await known([])).unknown).toEqual([
      expect.stringMatching(/^decisions that CodePipeline has forgotten are unknown: /),
    ]);
  });
});
