import { type CheckResult, fail, pass } from '../check';

/** What is wrong with a thing, and how to put it right. */
export interface Flaw {
  readonly because: string;
  readonly fix: string;
}

/** A flaw where something does not hold; none where it does. */
export const flawUnless = (holds: boolean, because: string, fix: string): readonly Flaw[] =>
  holds ? [] : [{ because, fix }];

/** A pass where nothing is wrong, else one fail per flaw. */
export const verdict = (subject: string, flaws: readonly Flaw[]): readonly CheckResult[] =>
  flaws.length === 0 ? [pass(subject)] : flaws.map(({ because, fix }) => fail(subject, because, fix));
