import { describe, expect, test } from '@jest/globals';
import { inParallel } from '../../../lib/validation/calls/in-parallel';

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('work in parallel', () => {
  test('answers in the order of the items, whatever ends first', async () => {
    const answers = await inParallel([3, 1, 2], async (turns) => {
      for (let turn = 0; turn < turns; turn += 1) await tick();
      return turns * 10;
    });
    expect(answers).toEqual([30, 10, 20]);
  });

  test('is never wider than allowed', async () => {
    let now = 0;
    let most = 0;
    const items = Array.from({ length: 50 }, (_, index) => index);
    await inParallel(
      items,
      async () => {
        now += 1;
        most = Math.max(most, now);
        await tick();
        now -= 1;
      },
      4,
    );
    expect(most).toBe(4);
  });

  test('has nothing to do without items', async () => {
    expect(await inParallel([], async () => 1)).toEqual([]);
  });

  test('fails with what the first failure said, and begins nothing after it', async () => {
    const begun: number[] = [];
    const work = inParallel(
      [1, 2, 3, 4, 5, 6],
      async (item) => {
        begun.push(item);
        await tick();
        if (item === 2) throw new Error('two');
        await tick();
      },
      2,
    );
    await expect(work).rejects.toThrow('two');
    await tick();
    await tick();
    expect(begun).toEqual([1, 2]);
  });
});
