/** Milliseconds by what took them, in the order of their beginning. */
export class Stopwatch {
  private readonly spans = new Map<string, number>();

  /** Does some work, and notes how long it took. */
  time<T>(name: string, work: () => T): T {
    const start = performance.now();
    try {
      return work();
    } finally {
      this.note(name, performance.now() - start);
    }
  }

  /** Notes milliseconds that somebody else has measured; those of the same name add up. */
  note(name: string, milliseconds: number): void {
    this.spans.set(name, (this.spans.get(name) ?? 0) + milliseconds);
  }

  /** A line per span, and how much of `total` that is. */
  lines(total: number): readonly string[] {
    const width = Math.max(0, ...[...this.spans.keys()].map((name) => name.length));
    return [...this.spans].map(([name, milliseconds]) => {
      const share = total > 0 ? `${((100 * milliseconds) / total).toFixed(0)} %` : '';
      return `${name.padEnd(width)}  ${milliseconds.toFixed(0).padStart(6)} ms  ${share.padStart(5)}`;
    });
  }
}
