import { DATA_KEY_ARN, KEY_ARN, NOW, SECRET_ARN, TOPIC_ARN, WORKLOAD_ROLE } from '../../fake-cloud';
import { DAY, drifted, ENDANGERED, type Fault, first, OWNED, PENDING, secret, status, trail } from './change';

/** ZT-10 and ZT-12 to ZT-15. */
export const WATCH: readonly Fault[] = [
  [
    'secrets-encrypted',
    'no secret',
    (world) => {
      world.secret = undefined;
    },
    'does not exist or waits for its deletion',
  ],
  [
    'secrets-rotate',
    'another rotator',
    secret({ rotatedBy: 'arn:aws:lambda:us-east-1:222222222222:function:other' }),
    'not by the function of the stack',
  ],
  ['secrets-rotate', 'a slower rotation', secret({ everyDays: 365 }), 'rotates every 365 days'],
  ['secrets-rotate', 'a rotation long ago', secret({ rotatedAt: NOW - 92 * DAY }), 'it was last rotated on 2025-10-01'],
  ['secrets-rotate', 'no rotation ever', secret({ rotatedAt: undefined }), 'it has never been rotated'],
  ['secrets-rotate', 'an overdue rotation', secret({ nextRotationAt: NOW - 2 * DAY }), 'is overdue'],
  ['secrets-rotate', 'no next rotation', secret({ nextRotationAt: undefined }), 'no next rotation is planned'],
  [
    'secret-versions',
    'no current version',
    secret({ versions: { a: ['AWSPREVIOUS'] } }),
    '0 of its versions are current',
  ],
  [
    'trail-logging',
    'a failed delivery',
    status({ deliveryError: 'AccessDenied' }),
    'do not arrive in data-trail-dev-222222222222-us-east-1: AccessDenied',
  ],
  ['trail-logging', 'events that do not arrive', status({ logsDeliveryError: 'denied' }), 'its events do not arrive'],
  ['trail-logging', 'files that never came', status({ deliveredAt: undefined }), 'its last file arrived never'],
  [
    'trail-logging',
    'no trail',
    (world) => {
      world.trail = undefined;
    },
    'the trail does not exist',
  ],
  ['trail-records', 'files nobody validates', trail({ validated: false }), 'not validated'],
  ['trail-records', 'one region', trail({ multiRegion: false }), 'one region only'],
  ['trail-records', 'no global events', trail({ globalEvents: false }), 'does not record global services'],
  ['trail-records', 'another key', trail({ keyId: DATA_KEY_ARN }), `encrypted with ${DATA_KEY_ARN}`],
  ['trail-records', 'another bucket', trail({ bucket: 'else' }), 'its files go to else'],
  ['trail-records', 'no log group', trail({ logGroupArn: undefined }), 'its events go to no log group'],
  [
    'trail-records',
    'reads only',
    (world) => {
      world.selectors = {
        EventSelectors: [{ ReadWriteType: 'ReadOnly', IncludeManagementEvents: true, DataResources: [] }],
        AdvancedEventSelectors: [],
      };
    },
    'no event selector records all management events that change something',
  ],
  [
    'alarms-armed',
    'a missing alarm',
    (world) => {
      world.alarms = world.alarms.slice(1);
    },
    'no alarm watches this metric',
  ],
  [
    'alarms-armed',
    'an alarm that tells somebody else',
    (world) => {
      world.alarms = first(world.alarms, { actions: ['arn:else'] });
    },
    'it tells arn:else',
  ],
  [
    'alarm-topic',
    'no topic',
    (world) => {
      world.topic = undefined;
    },
    'the topic does not exist',
  ],
  [
    'alarm-topic',
    'a topic nobody may publish to',
    (world) => {
      world.topic = { keyId: KEY_ARN, policy: '{"Version":"2012-10-17","Statement":[]}' };
    },
    'does not let cloudwatch.amazonaws.com do sns:Publish',
  ],
  [
    'alarm-subscribers',
    'a subscriber who is gone',
    (world) => world.owned['data-dev']?.push(OWNED),
    '1 of 1 declared subscriptions is gone',
  ],
  [
    'alarm-subscribers',
    'a subscriber who has ended it, which SNS lists for some days',
    (world) => {
      world.owned['data-dev']?.push(OWNED);
      world.subscriptions = [{ ...PENDING, arn: 'Deleted' }];
    },
    '1 of 1 declared subscriptions is gone',
  ],
  [
    'alarm-subscribers',
    'a pending one after an update',
    (world) => {
      world.subscriptions = [PENDING];
      world.stacks['data-dev'] = { protected: true, outputs: {}, status: 'UPDATE_COMPLETE' };
    },
    'nobody has confirmed',
  ],
  [
    'alarm-events',
    'a rule without target',
    (world) => {
      world.ruleTargets[ENDANGERED] = [];
    },
    'it tells nobody',
  ],
  [
    'alarm-events',
    'a key nobody watches',
    (world) => {
      const rule = world.rules[ENDANGERED];
      if (rule) world.rules[ENDANGERED] = { ...rule, pattern: rule.pattern.replace(DATA_KEY_ARN, 'x') };
    },
    `does not watch ${DATA_KEY_ARN}`,
  ],
  [
    'alarm-events',
    'no rule',
    (world) => {
      world.rules = {};
    },
    'no rule watches for this event',
  ],
  [
    'tags',
    'another environment',
    (world) => {
      world.tags[TOPIC_ARN] = { ...world.tags[TOPIC_ARN], Environment: 'prod' };
    },
    'Environment is "prod"',
  ],
  [
    'tags',
    'an untagged secret',
    (world) => {
      delete world.tags[SECRET_ARN];
    },
    'Application is missing',
  ],
  [
    'tags',
    'an untagged role',
    (world) => {
      const found = world.roles[WORKLOAD_ROLE];
      if (found) found.tags = {};
    },
    'Owner is missing',
  ],
  [
    'names-carry-environment',
    'a bucket without account',
    (world) =>
      world.owned['data-dev']?.push({
        ...OWNED,
        type: 'AWS::S3::Bucket',
        physicalId: 'data-dev-us-east-1',
      }),
    'its name lacks "222222222222"',
  ],
  [
    'names-carry-environment',
    "another environment's name",
    (world) =>
      world.owned['data-dev']?.push({
        ...OWNED,
        type: 'AWS::SQS::Queue',
        physicalId: 'https://sqs/222222222222/jobs-development',
      }),
    'its name lacks "dev"',
  ],
  [
    'stacks-stand-as-released',
    'a value that somebody changed',
    drifted({
      properties: [{ path: '/CidrBlock', kind: 'NOT_EQUAL', expected: '10.10.0.0/16', actual: '10.0.0.0/8' }],
    }),
    'it has at /CidrBlock 10.0.0.0/8, by the release 10.10.0.0/16',
  ],
  [
    'stacks-stand-as-released',
    'a property that is gone',
    drifted({ properties: [{ path: '/Tags', kind: 'REMOVE', expected: '{}', actual: 'null' }] }),
    'it lacks /Tags, by the release {}',
  ],
  [
    'stacks-stand-as-released',
    'something added to a resource',
    drifted({ properties: [{ path: '/Policies/0', kind: 'ADD', expected: 'null', actual: 'x'.repeat(400) }] }),
    `it has at /Policies/0 what no release put there: ${'x'.repeat(300)}…`,
  ],
  ['stacks-stand-as-released', 'a change without a word', drifted({}), 'CloudFormation does not say what'],
  [
    'stacks-stand-as-released',
    'a resource that somebody deleted',
    drifted({ status: 'DELETED' }),
    'it was deleted, though the release has it',
  ],
  [
    'stacks-stand-as-released',
    'a stack that owns nothing',
    (world) => Object.assign(world.owned, { 'validation-access-dev': [] }),
    'it owns nothing that could be compared',
  ],
  [
    'stacks-settled',
    'a resource that failed',
    (world) => world.owned['data-dev']?.push({ ...OWNED, status: 'UPDATE_FAILED' }),
    'is in state UPDATE_FAILED',
  ],
  [
    'stacks-settled',
    'no stack',
    (world) => {
      world.stacks['validation-access-dev'] = undefined;
    },
    'the stack does not exist',
  ],
];
