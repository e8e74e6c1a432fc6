/**
 * Calls a second that AWS documents for an account and region. The stub has its own list: it must not believe the
 * validator's. Operations that are not here are not limited.
 */
const PER_SECOND: Readonly<Record<string, number>> = {
  DescribeLogGroups: 10,
  DescribeLogStreams: 25,
  FilterLogEvents: 5,
  DescribeKey: 2_000,
  GetKeyPolicy: 1_000,
  GetKeyRotationStatus: 1_000,
  ListGrants: 100,
  LookupEvents: 2,
};

interface Bucket {
  tokens: number;
  at: number;
}

/** Says which calls come too fast: a bucket per operation that holds one second's calls. */
export class Limits {
  private readonly buckets = new Map<string, Bucket>();

  /** @param times how many times the documented rates are allowed; a benchmark has no hour */
  constructor(
    private readonly times: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  admits(operation: string): boolean {
    const documented = PER_SECOND[operation];
    if (documented === undefined) return true;
    const rate = documented * this.times;
    const now = this.now();
    const { tokens, at } = this.buckets.get(operation) ?? { tokens: rate, at: now };
    const filled = Math.min(rate, tokens + ((now - at) / 1000) * rate);
    const admitted = filled >= 1;
    this.buckets.set(operation, { tokens: filled - (admitted ? 1 : 0), at: now });
    return admitted;
  }
}
