import { changing, inTurn, type Row, type Settings } from './faults';
import type { Mutant, Workbench } from './mutant';

const TOLD = 'ZT-13-EventsOfKeysAndSecrets';

const eventPattern = (target: Workbench, rule: string) =>
  target.one(rule).Properties['EventPattern'] as Record<string, unknown> & { detail: Record<string, unknown> };

/** What keeps a rule from its event, as a change of its pattern. */
const PATTERNS: readonly (readonly [what: string, change: (pattern: ReturnType<typeof eventPattern>) => void])[] = [
  ['listens to another service', (pattern) => Object.assign(pattern, { source: ['aws.s3'] })],
  [
    'listens to what the service does itself',
    (pattern) => Object.assign(pattern, { 'detail-type': ['AWS Health Event'] }),
  ],
  ['listens to another account', (pattern) => Object.assign(pattern, { account: ['999999999999'] })],
  ['listens to another region', (pattern) => Object.assign(pattern, { region: ['eu-west-9'] })],
  [
    'wants a resource, which CloudTrail leaves empty',
    (pattern) => Object.assign(pattern, { resources: [{ prefix: 'arn:' }] }),
  ],
  [
    'writes the name in small letters',
    ({ detail }) => Object.assign(detail, { eventName: ['disablekey', 'rotationfailed'] }),
  ],
  [
    'wants any event but these',
    ({ detail }) =>
      Object.assign(detail, {
        eventName: [{ 'anything-but': ['DisableKey', 'ScheduleKeyDeletion', 'RotationFailed'] }],
      }),
  ],
  ['hears of root only', ({ detail }) => Object.assign(detail, { userIdentity: { type: ['Root'] } })],
  ['hears of one address only', ({ detail }) => Object.assign(detail, { sourceIPAddress: [{ cidr: '10.0.0.0/8' }] })],
  ['hears of what failed', ({ detail }) => Object.assign(detail, { errorCode: [{ exists: true }] })],
  ['hears of what only reads', ({ detail }) => Object.assign(detail, { readOnly: [true] })],
  ['has an operator that nobody knows', ({ detail }) => Object.assign(detail, { eventName: [{ resembles: 'e' }] })],
  [
    'has alternatives none of which is it',
    (pattern) => Object.assign(pattern, { $or: [{ source: ['aws.s3'] }, { 'detail-type': ['Else'] }] }),
  ],
  [
    'is empty',
    (pattern) => {
      for (const name of Object.keys(pattern)) delete pattern[name];
    },
  ],
];

/** What keeps an event that a rule takes from being told. */
const UNTOLD: readonly Row[] = [
  ['is off', { State: 'DISABLED' }],
  ['listens to another bus', { EventBusName: 'somebody-elses' }],
  ['has no target', { Targets: [] }],
  ['has a schedule and no pattern', { EventPattern: undefined, ScheduleExpression: 'rate(1 day)' }],
];

/** What a topic is told that says too little. */
const MUTE: readonly Row[] = [
  ['always the same', { Input: '"look"' }],
  ['the time', { InputPath: '$.time' }],
  ['what is not there', { InputPath: '$.detail.nothing' }],
  ['what a path finds that nobody can follow', { InputPath: '$..ARN' }],
  [
    'a text without the thing',
    { InputTransformer: { InputPathsMap: { what: '$.detail.eventName' }, InputTemplate: '"<what>"' } },
  ],
  ['a name that is nowhere', { InputTransformer: { InputPathsMap: {}, InputTemplate: '"<key>"' } }],
  ['nothing', { InputTransformer: { InputPathsMap: { key: '$.detail' } } }],
];

const eventRules = ['AlarmsEndangeredKey', 'AlarmsFailedRotation'];

const telling =
  (rule: string, more: Settings): Mutant['break'] =>
  (target) => {
    const [first = {}] = target.one(rule).Properties['Targets'] as Record<string, unknown>[];
    Object.assign(first, more);
  };

/** Events that nobody is told of, though rules are there. */
export const UNTOLD_EVENTS: readonly Mutant[] = [
  ...inTurn(eventRules, PATTERNS).map(([rule, [what, change]]) => ({
    fault: `${rule} ${what}`,
    rule: TOLD,
    break: (target: Workbench) => change(eventPattern(target, rule)),
  })),
  ...inTurn(eventRules, UNTOLD).map(([rule, [what, changes]]) => ({
    fault: `${rule} ${what}`,
    rule: TOLD,
    break: changing(rule, 'AWS::Events::Rule', changes),
  })),
  ...inTurn(eventRules, MUTE).map(([rule, [what, more]]) => ({
    fault: `${rule} says ${what}`,
    rule: TOLD,
    break: telling(rule, more),
  })),
];
