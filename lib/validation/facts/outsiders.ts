import { outsiders, type PolicyDocument, sentenceOf } from '../../policy';
import type { LiveTarget } from '../live-target';
import type { Flaw } from './verdict';

/** Who gets in by the deployed policy of a resource of a type, and is not of the target's account. */
export const outsidersOf = (
  policy: PolicyDocument,
  type: string,
  { account, region }: LiveTarget,
  fix: string,
): readonly Flaw[] =>
  outsiders(policy, { type, region }, { accounts: [account] }).map((way) => ({
    because: `its policy lets ${sentenceOf(way)}`,
    fix,
  }));
