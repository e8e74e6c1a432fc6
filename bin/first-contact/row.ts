import type { Observation } from './observation';
import type { Sandbox } from './sandbox';

/** What is asked of a real account, because only one can answer. */
export interface ContactRow {
  /** A path of `lib/policy/service-calls.json`, or what else it is about. */
  readonly about: string;
  readonly asks: string;
  /** What our policies rest on. Several words where they hold either way: what is seen then settles the table's row. */
  readonly expected: readonly Observation[];
  /** Resolves with what was seen; rejects where nobody could look. */
  look(sandbox: Sandbox): Promise<Observation>;
}

/** A row, and what came of it. */
export interface ContactAnswer {
  readonly row: Pick<ContactRow, 'about' | 'asks' | 'expected'>;
  /** Why nobody could look, where nobody could. */
  readonly seen: Observation | { readonly cannot: string };
}

export const isAsExpected = ({ row, seen }: ContactAnswer): boolean =>
  typeof seen === 'string' && row.expected.includes(seen);

/** Neither as expected nor unseen. */
export const differs = (answer: ContactAnswer): boolean => typeof answer.seen === 'string' && !isAsExpected(answer);
