import { listAt, objectAt } from '../../ground/json';
import { dataBuckets } from '../templates/buckets';
import type { Resource } from '../templates/target';
import type { Rule } from './rule';

/** ZT-16: long-lived data moves to Intelligent-Tiering, all of it. */
export const intelligentTiering: Rule = {
  id: 'ZT-16-IntelligentTiering',
  requires: 'Every data bucket moves all its objects to Intelligent-Tiering.',
  why: 'Data that is kept for years must not cost as if it were read every day, or somebody will want to delete it.',
  fix: 'Keep the lifecycle rule IntelligentTiering of Storage (lib/stacks/constructs/storage.ts).',
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering-overview.html',
  hipaa: ['164.308(a)(7)(ii)(A)'],
  appliesTo: 'target',
  check: (target) =>
    target.each(dataBuckets(target), (bucket) =>
      tiers(bucket) ? [] : ['no enabled lifecycle rule moves all its objects to Intelligent-Tiering'],
    ),
};

/** Later than that is no tiering of long-lived data. */
const LATEST_DAYS = 30;

const FILTERS = ['Prefix', 'TagFilters', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan', 'Filter'];

const tiers = ({ properties }: Resource): boolean =>
  listAt(objectAt(properties['LifecycleConfiguration'])['Rules'])
    .map(objectAt)
    .filter((rule) => rule['Status'] === 'Enabled' && !FILTERS.some((name) => rule[name] !== undefined))
    .flatMap(({ Transitions: several, Transition: one }) => [...listAt(several), ...listAt(one)].map(objectAt))
    .some(
      ({ StorageClass: storage, TransitionInDays: days }) =>
        storage === 'INTELLIGENT_TIERING' && Number(days) <= LATEST_DAYS,
    );
