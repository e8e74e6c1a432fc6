import type { Clock } from '../clock';
import type { Rate } from './rates';

/** Lets calls through at a rate, in the order in which they came. */
export class TokenBucket {
  /** Below zero: so many calls have been promised a token that is not there yet. */
  private tokens: number;
  private refilled: number;

  constructor(
    private readonly rate: Rate,
    private readonly clock: Clock,
  ) {
    this.tokens = rate.burst;
    this.refilled = clock.now();
  }

  /** Waits for a token and takes it. @throws {unknown} when the signal aborts before: its reason */
  async take(signal?: AbortSignal): Promise<void> {
    this.refill();
    this.tokens -= 1;
    if (this.tokens < 0) await this.clock.sleep(Math.ceil((-this.tokens / this.rate.perSecond) * 1000), signal);
  }

  /** AWS says that the bucket is empty: somebody else takes from it too. */
  drain(): void {
    this.refill();
    this.tokens = Math.min(this.tokens, 0);
  }

  private refill(): void {
    const now = this.clock.now();
    const fresh = (Math.max(0, now - this.refilled) / 1000) * this.rate.perSecond;
    this.tokens = Math.min(this.rate.burst, this.tokens + fresh);
    this.refilled = now;
  }
}
