import { median } from '../lib/ground/median';

/** What repeated runs took, in seconds. */
export interface Timing {
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
  readonly runs: number;
}

export const timingOf = (seconds: readonly number[]): Timing => ({
  median: median(seconds),
  fastest: Math.min(...seconds),
  slowest: Math.max(...seconds),
  runs: seconds.length,
});
