import { listAt, objectAt } from '../../ground/json';
import { lifecycleEffects } from '../cloud/lifecycle-effects';
import type { LifecycleRule } from '../cloud/storage';
import type { LiveTarget } from '../live-target';
import { declaredIn } from './declared';
import type { Owned } from './owned';

const FILTERS = ['Prefix', 'TagFilters', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan'];

const optionalNumber = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value));

/** A lifecycle rule of `AWS::S3::Bucket` as S3 would tell of it. */
const ruleOf = (rule: Readonly<Record<string, unknown>>): LifecycleRule => {
  const { Id: id = '', Status: status, Transitions: transitions, NoncurrentVersionExpiration: versions } = rule;
  const moves = listAt(transitions)
    .map(objectAt)
    .map(({ StorageClass, TransitionInDays }) => ({
      storageClass: String(StorageClass),
      days: optionalNumber(TransitionInDays),
    }));
  const { NoncurrentDays: versionDays, NewerNoncurrentVersions: kept } = objectAt(versions);
  return {
    id: String(id),
    enabled: status === 'Enabled',
    filtered: FILTERS.some((name) => rule[name] !== undefined),
    storageClasses: moves.map(({ storageClass }) => storageClass),
    effects: lifecycleEffects({
      expirationDays: optionalNumber(rule['ExpirationInDays']),
      removesMarkers: String(rule['ExpiredObjectDeleteMarker']) === 'true',
      versionDays: optionalNumber(versionDays),
      versionsKept: optionalNumber(kept),
      abortDays: optionalNumber(objectAt(rule['AbortIncompleteMultipartUpload'])['DaysAfterInitiation']),
      transitions: moves,
    }),
  };
};

/** The lifecycle rules that a stack's deployed template declares for a bucket; undefined where it has no such bucket. */
export const declaredLifecycle = async (
  target: LiveTarget,
  { stackName, logicalId }: Owned,
): Promise<readonly LifecycleRule[] | undefined> => {
  const resource = (await declaredIn(target, stackName)).find((each) => each.logicalId === logicalId);
  if (resource === undefined) return undefined;
  const { LifecycleConfiguration: lifecycle } = resource.properties;
  return listAt(objectAt(lifecycle)['Rules']).map((rule) => ruleOf(objectAt(rule)));
};
