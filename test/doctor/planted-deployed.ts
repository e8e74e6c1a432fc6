import { DEV, KEY, listed, REGION, TOPIC } from './healthy-patient';
import { type Planted, set, status, undeployed } from './plant';

/** What is deployed, and what is in its way. */
export const DEPLOYED: readonly Planted[] = [
  ...[
    ['ROLLBACK_COMPLETE', 'bin/delivery unblock'],
    ['REVIEW_IN_PROGRESS', 'bin/delivery unblock'],
    ['UPDATE_ROLLBACK_FAILED', 'bin/delivery unblock'],
    ['UPDATE_FAILED', 'docs/runbook.md, "An update could not be rolled back"'],
    ...['ROLLBACK_FAILED', 'CREATE_FAILED', 'DELETE_FAILED'].map((state) => [
      state,
      'docs/runbook.md, "A first creation could not be rolled back"',
    ]),
  ].map(
    ([state = '', cure = '']): Planted => [
      `a stack in ${state}`,
      (body) => status(body, state),
      'stacks-settled',
      `data-dev is in ${state}`,
      cure,
    ],
  ),
  [
    'a stack of no stage',
    ({ dev }) => dev.stacks.push(listed('validation-access-qa', 'CREATE_COMPLETE')),
    'stacks-owned',
    'validation-access-qa',
    'delete-stack',
  ],
  [
    'a data stack of no stage',
    ({ dev }) => {
      dev.stacks.push(listed('data-qa', 'CREATE_COMPLETE'));
      dev.resources['data-qa'] = [{ type: 'AWS::SNS::Topic', id: `arn:aws:sns:${REGION}:${DEV}:data-alarms-qa` }];
    },
    'stacks-owned',
    'data-qa',
    'update-termination-protection',
  ],
  [
    'a bucket of an earlier stack',
    (body) => {
      undeployed(body);
      body.dev.buckets[`data-dev-${DEV}-${REGION}`] = 'here';
    },
    'names-free',
    `bucket data-dev-${DEV}-${REGION} is there`,
    'bin/delivery unblock',
  ],
  [
    "somebody else's bucket",
    (body) => {
      undeployed(body);
      body.dev.buckets[`data-dev-${DEV}-${REGION}`] = 'elsewhere';
    },
    'names-free',
    "another account's",
    'another application',
  ],
  [
    'a log group of somebody',
    (body) => {
      undeployed(body);
      body.dev.taken.push('/data/dev/flow-logs');
    },
    'names-free',
    'log group /data/dev/flow-logs',
    'delete it',
  ],
  ['a trail that is gone', ({ dev }) => set(dev, 'trails', []), 'trail-logging', 'is gone', 'bin/delivery start'],
  ['a stopped trail', ({ dev }) => set(dev, 'logging', false), 'trail-logging', 'is stopped', 'start-logging'],
  [
    'a disabled key',
    ({ dev }) => set(dev, 'keyState', 'Disabled'),
    'keys-enabled',
    'Disabled',
    `enable-key --region ${REGION} --key-id ${KEY}`,
  ],
  ['a key that is gone', ({ dev }) => set(dev, 'keyState', 'gone'), 'keys-enabled', 'is gone', 'nothing brings a key'],
  [
    'a key that can be used by nobody yet',
    ({ dev }) => set(dev, 'keyState', 'Unavailable'),
    'keys-enabled',
    'is Unavailable',
    'aws kms describe-key',
  ],
  [
    'a key about to go',
    ({ dev }) => set(dev, 'keyState', 'PendingDeletion'),
    'keys-enabled',
    'about to be deleted',
    'cancel-key-deletion',
  ],
  [
    'alarms that nobody hears',
    ({ dev }) => set(dev, 'listeners', { confirmed: 0, pending: 0 }),
    'alarms-heard',
    'nobody subscribes',
    `--topic-arn ${TOPIC}`,
  ],
  [
    'releases that nobody hears of',
    ({ tools }) => set(tools, 'listeners', { confirmed: 0, pending: 0 }),
    'alarms-heard',
    'nobody is told of releases that wait or have failed',
    'write notifications.emails into delivery.config.ts',
  ],
  [
    'a subscription that waits',
    ({ dev }) => set(dev, 'listeners', { confirmed: 0, pending: 1 }),
    'alarms-heard',
    'waits to be confirmed',
    'open the link',
  ],
];
