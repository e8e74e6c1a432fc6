import { describe, expect, test } from '@jest/globals';
import { TokenBucket } from '../../../lib/validation/calls/token-bucket';
import type { Clock } from '../../../lib/validation/clock';

/** A clock whose sleepers wake in the order of their time, as soon as nothing else is to do. */
const simulated = () => {
  let now = 0;
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    sleep: (milliseconds) => new Promise((wake) => sleepers.push({ at: now + milliseconds, wake })),
  };
  const run = async (until: number): Promise<void> => {
    for (;;) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      const next = sleepers.sort((one, other) => one.at - other.at)[0];
      if (next === undefined || next.at > until) break;
      sleepers.shift();
      now = next.at;
      next.wake();
    }
    now = until;
  };
  return { clock, run };
};

const departures = (bucket: TokenBucket, clock: Clock, calls: number): readonly number[] => {
  const times: number[] = [];
  for (let call = 0; call < calls; call += 1) void bucket.take().then(() => times.push(clock.now()));
  return times;
};

describe('a token bucket', () => {
  test('lets its burst through at once and the rest at its rate', async () => {
    const { clock, run } = simulated();
    const times = departures(new TokenBucket({ perSecond: 10, burst: 5 }, clock), clock, 15);
    await run(10_000);
    expect(times).toEqual([0, 0, 0, 0, 0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
  });

  test('never lets more through in any second than rate and burst together', async () => {
    const { clock, run } = simulated();
    const bucket = new TokenBucket({ perSecond: 25, burst: 12 }, clock);
    const times = departures(bucket, clock, 100);
    await run(2_000);
    const later = departures(bucket, clock, 100);
    await run(60_000);
    const all = [...times, ...later];
    expect(all).toHaveLength(200);
    const most = Math.max(...all.map((from) => all.filter((time) => time >= from && time < from + 1000).length));
    expect(most).toBeLessThanOrEqual(25 + 12);
  });

  test('saves no more than its burst while nobody asks', async () => {
    const { clock, run } = simulated();
    const bucket = new TokenBucket({ perSecond: 10, burst: 2 }, clock);
    await run(60_000);
    const times = departures(bucket, clock, 4);
    await run(61_000);
    expect(times).toEqual([60_000, 60_000, 60_100, 60_200]);
  });

  test('has nothing left after a throttling', async () => {
    const { clock, run } = simulated();
    const bucket = new TokenBucket({ perSecond: 10, burst: 5 }, clock);
    bucket.drain();
    const times = departures(bucket, clock, 2);
    await run(1_000);
    expect(times).toEqual([100, 200]);
  });
});
