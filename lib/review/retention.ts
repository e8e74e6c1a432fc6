import { objectAt } from '../ground/json';
import { own } from './json';
import { typeOf } from './template';

/** What the policies do to the data, from the least to the most that is kept. */
const KEPT: Readonly<Record<string, number>> = { Delete: 0, Snapshot: 1, RetainExceptOnCreate: 2, Retain: 2 };

/** The two attributes that decide about data, and when. */
export const RETENTION = { DeletionPolicy: 'is removed', UpdateReplacePolicy: 'is replaced' } as const;

/** Types that CloudFormation snapshots before it deletes them where nothing else is said (user guide, DeletionPolicy). */
const SNAPSHOT_BY_DEFAULT = /^AWS::(RDS::DBCluster|DocDB::DBCluster|Neptune::DBCluster)$/;

/** A policy as it stands, or as CloudFormation reads its absence; undefined for what is no policy. */
const policyOf = (resource: unknown, attribute: keyof typeof RETENTION): string | undefined => {
  const stated = objectAt(resource)[attribute];
  if (typeof stated === 'string') return stated;
  if (stated !== undefined) return undefined;
  return attribute === 'DeletionPolicy' && SNAPSHOT_BY_DEFAULT.test(typeOf(resource)) ? 'Snapshot' : 'Delete';
};

/** Whether a resource and its data stay in the account; a policy that cannot be read keeps nothing. */
export const isKept = (resource: unknown, attribute: keyof typeof RETENTION): boolean =>
  own(KEPT, policyOf(resource, attribute) ?? '') === 2;

/** In which ways the data of a resource is less protected than before, as sentences. */
export const weakenedRetention = (before: unknown, after: unknown): readonly string[] =>
  (Object.keys(RETENTION) as (keyof typeof RETENTION)[]).flatMap((attribute) => {
    const [was, is] = [policyOf(before, attribute), policyOf(after, attribute)];
    if (was === is && was !== undefined) return [];
    const [kept, keeps] = [own(KEPT, was ?? '') ?? 0, own(KEPT, is ?? '') ?? -1];
    return keeps < kept || keeps === -1
      ? [
          `${attribute} goes from ${was ?? 'what cannot be told'} to ${is ?? 'what cannot be told'}: its data when it ${RETENTION[attribute]}`,
        ]
      : [];
  });
