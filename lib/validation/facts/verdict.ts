import { CallRefused } from '../../aws/call-refused';
import { type CheckResult, cannotTell, fail, pass } from '../check';

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

/** The answer about one subject; what may not be looked at cannot be told, and does not hide the other subjects. */
export const orCannotTell = async <T extends readonly CheckResult[]>(
  subject: string,
  judge: () => Promise<T>,
): Promise<readonly CheckResult[]> => {
  try {
    return await judge();
  } catch (error) {
    if (error instanceof CallRefused) return [cannotTell(subject, error.message)];
    throw error;
  }
};
