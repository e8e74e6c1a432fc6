/** What repeated runs took, in seconds. */
export interface Timing {
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
  readonly runs: number;
}

/** The middle of some numbers, of which there is at least one. */
export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((one, other) => one - other);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  if (low === undefined || high === undefined) throw new Error('nothing was measured');
  return (low + high) / 2;
};

export const timingOf = (seconds: readonly number[]): Timing => ({
  median: median(seconds),
  fastest: Math.min(...seconds),
  slowest: Math.max(...seconds),
  runs: seconds.length,
});
