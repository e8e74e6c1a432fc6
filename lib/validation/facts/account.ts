import type { AccountEntry } from '../cloud/principals';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';

/** Everybody in the account, and every policy that is attached to somebody. */
export const accountEntriesOf = (target: LiveTarget): Promise<readonly AccountEntry[]> =>
  target.once('account entries', () => allPages((nextToken) => target.cloud.accountEntries(nextToken)));
