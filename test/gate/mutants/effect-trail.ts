import { changing, type Settings } from './faults';
import type { Mutant, Workbench } from './mutant';

const TRAIL = 'AWS::CloudTrail::Trail';

/** Advanced selectors as CloudTrail has them: a condition for each field. */
export const advanced = (...conditions: readonly Settings[]) => ({
  FieldSelectors: conditions.map(({ Field, ...tests }) => ({ Field, ...tests })),
});

/** Everything that happens in the account. */
export const MANAGEMENT = advanced({ Field: 'eventCategory', Equals: ['Management'] });

/** What happens to objects of S3. */
export const objects = (...more: readonly Settings[]) =>
  advanced(
    { Field: 'eventCategory', Equals: ['Data'] },
    { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
    ...more,
  );

const basic = (change: Settings) => (target: Workbench) => {
  const [selector = {}] = target.one('AuditTrail', TRAIL).Properties['EventSelectors'] as Record<string, unknown>[];
  Object.assign(selector, change);
};

const selectors = (...all: readonly Settings[]): Mutant['break'] =>
  changing('AuditTrail', TRAIL, { EventSelectors: undefined, AdvancedEventSelectors: all });

/** Event selectors that leave something out. */
const SELECTORS: readonly (readonly [what: string, change: Mutant['break']])[] = [
  ['what only reads', basic({ ReadWriteType: 'WriteOnly' })],
  ['what changes something', basic({ ReadWriteType: 'ReadOnly' })],
  ['what happens to keys', basic({ ExcludeManagementEventSources: ['kms.amazonaws.com'] })],
  ['what happens in the account', basic({ IncludeManagementEvents: false })],
  [
    'functions and not objects',
    basic({ DataResources: [{ Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda'] }] }),
  ],
  ['another bucket', basic({ DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::other/'] }] })],
  [
    'anything, for it has both kinds of selectors',
    changing('AuditTrail', TRAIL, { AdvancedEventSelectors: [MANAGEMENT, objects()] }),
  ],
  ['objects', selectors(MANAGEMENT)],
  ['the account', selectors(objects())],
  [
    'whatever has no category',
    selectors(MANAGEMENT, advanced({ Field: 'resources.type', Equals: ['AWS::S3::Object'] })),
  ],
  ['reads of objects', selectors(MANAGEMENT, objects({ Field: 'readOnly', Equals: ['false'] }))],
  ['deletions', selectors(MANAGEMENT, objects({ Field: 'eventName', NotEquals: ['DeleteObject'] }))],
  ['all but one call', selectors(MANAGEMENT, objects({ Field: 'eventName', Equals: ['GetObject'] }))],
  [
    'other buckets only',
    selectors(MANAGEMENT, objects({ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::other/'] })),
  ],
  ['a folder only', selectors(MANAGEMENT, objects({ Field: 'resources.ARN', EndsWith: ['.csv'] }))],
  ['objects that end otherwise', selectors(MANAGEMENT, objects({ Field: 'resources.ARN', NotEndsWith: ['.csv'] }))],
  ['what nobody knows how it chooses', selectors(MANAGEMENT, objects({ Field: 'eventName', Resembles: ['Get'] }))],
  [
    'one user',
    selectors(MANAGEMENT, objects({ Field: 'userIdentity.arn', NotEquals: ['arn:aws:iam::222222222222:user/a'] })),
  ],
  [
    'keys',
    selectors(
      advanced(
        { Field: 'eventCategory', Equals: ['Management'] },
        { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] },
      ),
      objects(),
    ),
  ],
];

/** Trails that leave something out. */
export const UNRECORDED: readonly Mutant[] = SELECTORS.map(([what, change]) => ({
  fault: `the trail misses ${what}`,
  rule: 'ZT-12-TrailRecordsData',
  break: change,
}));
