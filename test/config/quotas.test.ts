import { describe, expect, test } from '@jest/globals';
import { withinOnePipeline } from '../../lib/config/rules/quotas';
import type { ReadConfig } from '../../lib/config/schema';

/** A configuration of so many environments, each with so many targets, as far as the rule asks. */
const of = (...counts: readonly number[]): ReadConfig =>
  ({
    environments: counts.map((count) => ({ targets: Array.from({ length: count }, () => ({})) })),
  }) as unknown as ReadConfig;

describe('one pipeline', () => {
  test.each([[[1, 1, 98]], [[34, 33, 33]], [Array<number>(46).fill(1)]])(
    'takes targets in environments of %j',
    (counts) => {
      expect(withinOnePipeline(of(...counts))).toEqual([]);
    },
  );

  test('fails with a target more than AWS takes, saying how many and where they could go', () => {
    const [problem, ...more] = withinOnePipeline(of(1, 1, 120));
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      path: ['environments', 2, 'targets', 98],
      must: expect.stringMatching(/^must not be the 101st of 122 targets: with 100 /),
      cure: expect.stringContaining('StackSets'),
    });
  });

  test('fails with an environment that needs a stage more than CodePipeline takes, and says it once', () => {
    const problems = withinOnePipeline(of(...Array<number>(48).fill(1)));
    expect(problems).toMatchObject([{ path: ['environments', 46, 'name'], must: expect.stringContaining('takes 50') }]);
  });
});
