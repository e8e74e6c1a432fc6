import type { EventSource, ListedFunction } from '../cloud/functions';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';

/** Every function of the account in the target's region, whoever made it. */
export const functionsOfAccount = (target: LiveTarget): Promise<readonly ListedFunction[]> =>
  target.once('functions of the account', () => allPages((nextToken) => target.cloud.functions(nextToken)));

/** Everything that feeds a function there. */
export const eventSourcesOfAccount = (target: LiveTarget): Promise<readonly EventSource[]> =>
  target.once('event sources of the account', () => allPages((nextToken) => target.cloud.eventSources(nextToken)));
