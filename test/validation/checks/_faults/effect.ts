import type { JsonObject } from '../../../../lib/ground/json';
import { DATA_KEY_ARN } from '../../fake-cloud';
import { DATA_BUCKET } from '../../healthy-names';
import { advanced, type Change, ENDANGERED, type Fault, first } from './change';

/** When the first alarm rings. */
const settings =
  (change: JsonObject): Change =>
  (world) => {
    const [alarm] = world.alarms;
    world.alarms = first(world.alarms, { settings: { ...alarm?.settings, ...change } });
  };

/** The rule for keys takes less than it did. */
const narrowed =
  (change: (pattern: JsonObject & { readonly detail: JsonObject }) => object): Change =>
  (world) => {
    const rule = world.rules[ENDANGERED];
    if (rule) world.rules[ENDANGERED] = { ...rule, pattern: JSON.stringify(change(JSON.parse(rule.pattern))) };
  };

/** What watches is there, and would not see, ring or tell (ZT-12, ZT-13). */
export const EFFECTS: readonly Fault[] = [
  [
    'trail-records',
    'management events of a service left out',
    (world) => {
      world.selectors = {
        ...world.selectors,
        EventSelectors: world.selectors.EventSelectors.map((each) => ({
          ...each,
          ExcludeManagementEventSources: ['kms.amazonaws.com'],
        })),
      };
    },
    'no event selector records all management events',
  ],
  [
    'trail-records',
    'advanced selectors that leave out reads of data',
    advanced([{ Field: 'readOnly', Equals: ['false'] }]),
    `no event selector records every read and write of ${DATA_BUCKET}`,
  ],
  [
    'trail-records',
    'advanced selectors of another bucket',
    advanced([{ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::other/'] }]),
    `no event selector records every read and write of ${DATA_BUCKET}`,
  ],
  [
    'alarms-armed',
    'an alarm in a unit that the metric lacks',
    settings({ Unit: 'Bytes' }),
    'its Unit is "Bytes", and the service writes this metric in Count',
  ],
  ['alarms-armed', 'an alarm that waits for ten failures', settings({ Threshold: 10 }), 'does not make it ring within'],
  [
    'alarms-armed',
    'an alarm that takes silence for a failure',
    settings({ TreatMissingData: 'breaching' }),
    'it rings when all is well',
  ],
  [
    'alarms-armed',
    'an alarm of a percentile',
    settings({ Statistic: undefined, ExtendedStatistic: 'p99' }),
    'is none that can be told',
  ],
  [
    'alarms-armed',
    'an alarm of one more dimension',
    (world) => {
      const [alarm] = world.alarms;
      world.alarms = first(world.alarms, { dimensions: { ...alarm?.dimensions, Resource: 'live' } });
    },
    'no alarm watches this metric',
  ],
  [
    'alarms-armed',
    'an alarm of a metric of somebody',
    (world) => {
      world.alarms = first(world.alarms, { namespace: 'Custom' });
    },
    'no alarm watches this metric',
  ],
  [
    'alarm-events',
    'a rule narrowed to what comes from one address',
    narrowed((pattern) => ({ ...pattern, detail: { ...pattern.detail, sourceIPAddress: ['10.0.0.1'] } })),
    `does not watch ${DATA_KEY_ARN} (its pattern.detail.sourceIPAddress takes`,
  ],
  [
    'alarm-events',
    'a rule for calls that failed',
    narrowed((pattern) => ({ ...pattern, detail: { ...pattern.detail, errorCode: [{ exists: true }] } })),
    `does not watch ${DATA_KEY_ARN}`,
  ],
  [
    'alarm-events',
    'a rule for events of another kind',
    narrowed((pattern) => ({ ...pattern, 'detail-type': ['AWS Console Sign In via CloudTrail'] })),
    `does not watch ${DATA_KEY_ARN}`,
  ],
  [
    'alarm-events',
    'a target that is told nothing of it',
    (world) => {
      const [told] = world.ruleTargets[ENDANGERED] ?? [];
      if (told) world.ruleTargets[ENDANGERED] = [{ ...told, message: { Input: 'all is well' } }];
    },
    'it tells too little',
  ],
];
