import { setTimeout as delay } from 'node:timers/promises';

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2000;

/** Asks until there is an answer, first quickly, then less and less often. Rejects when the signal is given. */
export async function poll<T>(signal: AbortSignal, ask: () => Promise<T | undefined>): Promise<T> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.25, LONGEST_PAUSE)) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    await delay(pause, undefined, { signal });
  }
}
