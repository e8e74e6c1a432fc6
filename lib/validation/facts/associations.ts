import type { DeployedTarget } from '../deployed-target';
import { eachItem } from '../pages';

/** CloudTrail answers for the last 90 days, and no log group keeps events longer. */
const EVENT = 'AssociateKmsKey';

const groupNamed = ({ logGroupName, resourceIdentifier }: Readonly<Record<string, unknown>>): string | undefined => {
  if (typeof logGroupName === 'string') return logGroupName;
  if (typeof resourceIdentifier !== 'string') return undefined;
  return resourceIdentifier.replace(/:\*$/, '').split(':log-group:').at(-1);
};

/** When log groups last got a key after they had been made, by name, as CloudTrail has recorded it. */
export const associations = (target: DeployedTarget): Promise<ReadonlyMap<string, number>> =>
  target.once('associations of keys', async () => {
    const latest = new Map<string, number>();
    for await (const { at, parameters } of eachItem((nextToken) => target.cloud.recordedCalls(EVENT, nextToken))) {
      const group = groupNamed(parameters);
      if (group !== undefined) latest.set(group, Math.max(at, latest.get(group) ?? 0));
    }
    return latest;
  });
