import type { Sandbox } from './sandbox';

/** What is asked of a real account, because only one can answer. */
export interface Row {
  /** A path of `lib/policy/service-calls.json`, or what else it is about. */
  readonly about: string;
  readonly asks: string;
  /** What our policies rest on. Several words where they hold either way: what is seen then settles the table's row. */
  readonly expected: readonly Seen[];
  /** Resolves with what was seen; rejects where nobody could look. */
  look(sandbox: Sandbox): Promise<Seen>;
}

/** What AWS did. */
export type Seen = 'accepted' | 'refused' | 'delivered' | 'not delivered' | 'named as missing' | 'not named';

/** A row, and what came of it. */
export interface Answer {
  readonly row: Pick<Row, 'about' | 'asks' | 'expected'>;
  /** Why nobody could look, where nobody could. */
  readonly seen: Seen | { readonly cannot: string };
}

export const isAsExpected = ({ row, seen }: Answer): boolean => typeof seen === 'string' && row.expected.includes(seen);

/** Neither as expected nor unseen. */
export const differs = (answer: Answer): boolean => typeof answer.seen === 'string' && !isAsExpected(answer);
