import { setImmediate } from 'node:timers/promises';

/**
 * Does some work for every item, some at a time, so that ten thousand items are not ten thousand waiting calls. Timers and
 * signals get their turn between two items, also where the work never waits.
 *
 * @param width how many at a time
 * @returns the answers in the order of the items
 * @throws {unknown} when a piece of work fails: what the first one threw; no further one is begun
 */
export const inParallel = async <T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  width = 10,
): Promise<readonly R[]> => {
  const answers = new Array<R>(items.length);
  const entries = items.entries();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const [index, item] of entries) {
      if (failed) return;
      try {
        answers[index] = await work(item);
        await setImmediate();
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return answers;
};
