import { DAY } from '../clock';
import type { LiveTarget } from '../live-target';
import { eachItem } from '../pages';
import { logGroupsUpdatedAt, waitUntilOver } from './late';

const EVENT = 'AssociateKmsKey';

/**
 * How far back CloudTrail answers `LookupEvents`, in milliseconds; a log group may keep its events longer.
 *
 * Source: docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
export const REMEMBERED = 90 * DAY;

const groupNamed = ({ logGroupName, resourceIdentifier }: Readonly<Record<string, unknown>>): string | undefined => {
  if (typeof logGroupName === 'string') return logGroupName;
  if (typeof resourceIdentifier !== 'string') return undefined;
  return resourceIdentifier.replace(/:\*$/, '').split(':log-group:').at(-1);
};

/**
 * When log groups last got a key after they had been made, by name, as CloudTrail has recorded it within {@link REMEMBERED}.
 * What an update of a stack did a moment ago, CloudTrail does not know yet: it is asked when it does.
 */
export const associations = (target: LiveTarget): Promise<ReadonlyMap<string, number>> =>
  target.once('associations of keys', async () => {
    await waitUntilOver(target, 'cloudtrail-delivery', 'cloudtrail:LookupEvents', await logGroupsUpdatedAt(target));
    const latest = new Map<string, number>();
    for await (const { at, parameters } of eachItem((nextToken) => target.cloud.recordedCalls(EVENT, nextToken))) {
      const group = groupNamed(parameters);
      if (group !== undefined) latest.set(group, Math.max(at, latest.get(group) ?? 0));
    }
    return latest;
  });
